/**
 * What the two sides of a WebSocket agreed on beyond RFC 6455: the Sec-WebSocket-Extensions of the 101,
 * of which permessage-deflate is known here (RFC 7692 section 7).
 */
import type { HeaderSection } from '../model/message.js';
import { fieldValues } from './fields.js';

/** Whether each side compresses a message with what came before it in mind. */
export interface PerMessageDeflate {
  readonly clientTakesOver: boolean;
  readonly serverTakesOver: boolean;
}

export type AgreedExtensions =
  | { readonly kind: 'none' }
  | { readonly kind: 'deflate'; readonly deflate: PerMessageDeflate }
  /** `name` as the server wrote it, cut. */
  | { readonly kind: 'unknown'; readonly name: string };

const MAX_FIELD = 4096;

/** The extensions that a 101's fields name. */
export function agreedExtensions(headers: HeaderSection): AgreedExtensions {
  const all = fieldValues(headers, 'sec-websocket-extensions').join(',').slice(0, MAX_FIELD);
  const extensions = all
    .split(',')
    .map((extension) => extension.trim())
    .filter((extension) => extension !== '');
  const [only, second] = extensions;
  if (only === undefined) return { kind: 'none' };
  const deflate = second === undefined ? deflateOf(only) : undefined;
  return deflate === undefined
    ? { kind: 'unknown', name: extensions.join(', ').slice(0, 100) }
    : { kind: 'deflate', deflate };
}

/** undefined: another extension, or with parameters that are not its own. */
function deflateOf(extension: string): PerMessageDeflate | undefined {
  const [name = '', ...parameters] = extension.split(';').map((part) => part.trim());
  if (name.toLowerCase() !== 'permessage-deflate') return undefined;
  const names = parameters.map((parameter) => parameter.toLowerCase());
  if (!names.every(isKnown)) return undefined;
  return {
    clientTakesOver: !names.includes('client_no_context_takeover'),
    serverTakesOver: !names.includes('server_no_context_takeover'),
  };
}

/** A smaller window needs no other reader: one of 32 KiB reads them all (section 7.1.2). */
const isKnown = (parameter: string): boolean =>
  /^(?:client|server)_no_context_takeover$/.test(parameter) ||
  /^(?:client|server)_max_window_bits\s*=\s*(?:"(?:[89]|1[0-5])"|(?:[89]|1[0-5]))$/.test(parameter);
