/**
 * What is never shown and what `x` hides. Passwords in forms are never shown, wherever a form may
 * stand: body, query, a field that quotes a URL. Everything else is shown unless the screen is masked.
 */
import { fieldNameKind, nameKind } from '../../model/secret-names.js';
import { text, type Segment, type Style, type Tone } from '../styled.js';

/** Stands for a hidden value; its length says nothing. */
export const MASK = '••••';

/** Whether a form control or key of this name holds a password. */
export const namesPassword = (name: string): boolean => nameKind(name) === 'password';

const PASSWORD_PAIR =
  /((?:pass(?:w(?:or)?d|phrase|code)?\d{0,2}|pwd|kennwort)[\w.[\]%-]{0,32}["']?\s{0,4}[:=]\s{0,4})("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s&,;"'}]+)/gi;

/** The text with the values of `password=…` and `"password": …` hidden. */
export const withoutPasswords = (raw: string): string =>
  /pass|pwd|kennwort/i.test(raw) ? raw.replace(PASSWORD_PAIR, `$1${MASK}`) : raw;

/** What the parts of a multipart form begin behind, and the blank line between a part's head and content. */
const PART = '\r\n--';
const BLANK_LINE = '\r\n\r\n';

/** A multipart form, one character per byte, with the content of its passwords hidden. */
export const withoutPartPasswords = (bytes: string, mask = MASK): string =>
  bytes
    .split(PART)
    .map((part) => {
      const end = part.indexOf(BLANK_LINE);
      return end !== -1 && isPasswordPart(part.slice(0, end))
        ? part.slice(0, end) + BLANK_LINE + mask
        : part;
    })
    .join(PART);

const isPasswordPart = (head: string): boolean =>
  [...head.matchAll(/\bname=("[^"]*"?|[^\s;]*)/gi)].some(
    ([, name = '']) => namesPassword(name.replaceAll('"', '')) || /pass|pwd/i.test(name),
  );

/** A value, or the mask in its place. */
export const value = (
  raw: string,
  hidden: boolean,
  style?: Style | Tone,
  maxLength?: number,
): Segment => (hidden ? text(MASK, 'muted') : text(raw, style, maxLength));

/** Whether a cookie's value is hidden: a password always is. */
export const hidesCookie = (name: string, masked: boolean): boolean =>
  masked || namesPassword(name);

/** The mask as a segment. */
export const hiddenText = (): Segment => text(MASK, 'muted');

const PAIR = /([\w.[\]%-]{1,64})=([^\s&;"'<>]+)/g;

/** A target, or a text that quotes URLs: without passwords, and when masked without tokens and codes. */
export function urlText(raw: string, masked: boolean): string {
  const open = withoutPasswords(raw);
  if (!masked || !open.includes('=')) return open;
  return open.replace(PAIR, (whole, name: string) =>
    nameKind(name) === 'plain' ? whole : `${name}=${MASK}`,
  );
}

const CREDENTIAL_FIELDS = /^(?:cookie|set-cookie|authorization|proxy-authorization)$/i;

/** A field value as it may be shown: credentials hidden when masked, Basic ones always. */
export function fieldText(name: string, raw: string, masked: boolean): string {
  if (masked && (CREDENTIAL_FIELDS.test(name) || fieldNameKind(name) !== 'plain')) return MASK;
  if (/^(?:proxy-)?authorization$/i.test(name) && /^\s*basic\b/i.test(raw)) return `Basic ${MASK}`;
  return fieldNameKind(name) === 'password' ? MASK : urlText(raw, masked);
}
