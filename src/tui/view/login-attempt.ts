/** A request that sent a password and left nobody logged in: most often a login that was refused. */
import { fieldValue } from '../../http/fields.js';
import { parseMediaType } from '../../http/media-type.js';
import type { Observation } from '../../model/observation.js';
import { namesPassword } from './hiding.js';

/** A form that is longer is no login. */
const MAX_FORM_BYTES = 8192;

/** What is certain is said and no more: the form may as well have been a registration. */
export function loginNote({ exchange, session }: Observation): string {
  const { method, headers, content } = exchange.request;
  const { status } = exchange.response ?? {};
  if (method !== 'POST' || session?.actor.kind !== 'anonymous' || status === undefined) return '';
  if (status >= 500 || content.bytes.length > MAX_FORM_BYTES) return '';
  if (session.kinds.includes('logged-out')) return '';
  return sendsPassword(headers, content.bytes) ? 'password sent, still anonymous' : '';
}

function sendsPassword(headers: Observation['exchange']['request']['headers'], bytes: Uint8Array) {
  const kind = parseMediaType(fieldValue(headers, 'content-type'))?.kind;
  const text = Buffer.from(bytes).toString('latin1');
  if (kind === 'form') return text.split('&').some((pair) => namesPassword(nameOf(pair)));
  if (kind !== 'json') return false;
  return [...text.matchAll(/"([^"\\]{1,64})"\s*:/g)].some(([, name = '']) => namesPassword(name));
}

function nameOf(pair: string): string {
  const name = pair.split('=', 1)[0] ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // escapes that are none
  }
}
