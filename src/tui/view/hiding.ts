/**
 * What is never shown and what `x` hides. Passwords in forms are never shown, wherever a form may
 * stand: body, query, a field that quotes a URL. Everything else is shown unless the screen is masked.
 */
import { nameKind } from '../../model/secret-names.js';
import { text, type Segment, type Style, type Tone } from '../styled.js';

/** Stands for a hidden value; its length says nothing. */
export const MASK = '••••';

/** Whether a form control or key of this name holds a password. */
export const namesPassword = (name: string): boolean => nameKind(name) === 'password';

const PASSWORD_PAIR =
  /(["']?[\w.[\]%-]{0,64}(?:pass(?:w(?:or)?d|phrase|code)?\d{0,2}|pwd|kennwort)[\w.[\]%-]{0,32}["']?\s{0,4}[:=]\s{0,4})("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s&,;"'}]+)/gi;

/** The text with the values of `password=…` and `"password": …` hidden. */
export const withoutPasswords = (raw: string): string =>
  /pass|pwd|kennwort/i.test(raw) ? raw.replace(PASSWORD_PAIR, `$1${MASK}`) : raw;

/** A value, or the mask in its place. */
export const value = (
  raw: string,
  hidden: boolean,
  style?: Style | Tone,
  maxLength?: number,
): Segment => (hidden ? text(MASK, 'muted') : text(raw, style, maxLength));

const CREDENTIAL_FIELDS =
  /^(?:cookie|set-cookie|authorization|proxy-authorization|x-csrf-?token|x-xsrf-token|x-api-key)$/i;

/** A field value as it may be shown: credentials hidden when masked, Basic ones always. */
export function fieldText(name: string, raw: string, masked: boolean): string {
  if (masked && CREDENTIAL_FIELDS.test(name)) return MASK;
  if (/^(?:proxy-)?authorization$/i.test(name) && /^\s*basic\b/i.test(raw)) return `Basic ${MASK}`;
  return withoutPasswords(raw);
}
