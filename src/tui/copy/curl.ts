/**
 * A request as a curl command that sends it again, safe to paste into a POSIX-like shell with `$'…'`
 * (bash, zsh, ksh): whatever is not plain ASCII is written as escapes. Passwords are left out.
 */
import { fieldValue } from '../../http/fields.js';
import { parseMediaType } from '../../http/media-type.js';
import type { Exchange } from '../../model/exchange.js';
import { fieldText, withoutPartPasswords, withoutPasswords } from '../view/hiding.js';

/** Fields that curl makes by itself, or that belong to the connection. */
const LEFT_OUT = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'accept-encoding',
  'expect',
  'upgrade-insecure-requests',
]);

/** `origin`: scheme and authority that clients connect to. A cut content is said to be so. */
export function curlCommand({ request }: Exchange, origin: string): string {
  const { headers, content, method, target } = request;
  const words = ['curl'];
  const hasBody = content.sizeBytes > 0;
  if (method === 'HEAD') words.push('--head');
  else if (method !== (hasBody ? 'POST' : 'GET')) words.push('-X', quoted(method));
  const url = withoutPasswords(/^https?:/i.test(target) ? target : origin + target);
  // curl would read these as a set or a range of URLs, and take out the dots.
  if (/[[\]{}]/.test(url)) words.push('--globoff');
  if (/\/\.\.?(?:[/?#]|$)/.test(url)) words.push('--path-as-is');
  words.push(quoted(url));
  const host = fieldValue(headers, 'host');
  if (host !== undefined && !origin.endsWith(`//${host}`))
    words.push('-H', quoted(`Host: ${host}`));
  for (const [name, value] of headers) {
    if (LEFT_OUT.has(name.toLowerCase())) continue;
    words.push(
      '-H',
      quoted(value === '' ? `${name};` : `${name}: ${fieldText(name, value, false)}`),
    );
  }
  if (fieldValue(headers, 'accept-encoding') !== undefined) words.push('--compressed');
  const body = hasBody ? bodyOf(request) : '';
  if (hasBody) words.push('--data-raw', quoted(body));
  const lacking = [
    ...(content.truncated ? [`only the first ${content.bytes.length} bytes`] : []),
    ...(body.includes('\0') ? ['ends at the first NUL byte: no command line can hold one'] : []),
  ];
  return [...words, ...(lacking.length === 0 ? [] : ['#', lacking.join('; ')])].join(' ');
}

/** One character per byte; text without its passwords. */
function bodyOf({ headers, content }: Exchange['request']): string {
  const bytes = Buffer.from(content.bytes).toString('latin1');
  const kind = parseMediaType(fieldValue(headers, 'content-type'))?.kind;
  if (kind === 'form' || kind === 'json' || kind === undefined) return withoutPasswords(bytes);
  return kind === 'multipart' ? withoutPartPasswords(bytes) : bytes;
}

/** A word of the shell; the text has one character per byte. */
function quoted(text: string): string {
  // zsh takes a word that begins with = for the path of a command.
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text)) return text;
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes("'")) return `'${text}'`;
  const escaped = text.replace(/[^\x20-\x26\x28-\x5b\x5d-\x7e]/g, (character) => {
    const code = character.charCodeAt(0);
    if (character === "'" || character === '\\') return `\\${character}`;
    return code > 0xff ? character : `\\x${code.toString(16).padStart(2, '0')}`;
  });
  return `$'${escaped}'`;
}
