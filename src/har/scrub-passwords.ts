/**
 * Passwords out of an exchange before it is kept in memory: out of its target, its credentials and its
 * contents. The redactor learns them on the way, so that what repeats them is found for a while. What
 * has none costs a glance and stays the same object.
 */
import { Buffer } from 'node:buffer';
import { contentCodings, decodeContent } from '../http/content-coding.js';
import { fieldValue } from '../http/fields.js';
import { parseMediaType, type MediaType } from '../http/media-type.js';
import type { Exchange } from '../model/exchange.js';
import type { Content, FieldLine, HeaderSection } from '../model/message.js';
import type { WebSocketMessage, WebSocketRecord } from '../model/web-socket.js';
import { partRule, redactBody } from './redact-body.js';
import { redactField } from './redact-fields.js';
import { redactMultipart } from './redact-multipart.js';
import type { Redactor } from './redact.js';
import { redactUrl } from './redact-url.js';
import { messageMedia } from './web-socket.js';
import { bufferOf, decodeText } from './text-content.js';

/** Most bytes of decoded content that are looked through; what lies behind is given up. */
const MAX_DECODED = 4 << 20;

/** The exchange without passwords, the same where it has none. `redactor`: of the run. */
export type PasswordScrubber = (exchange: Exchange) => Exchange;

/** Nothing is taken out where the recording keeps everything. */
export function passwordScrubber(redactor: Redactor): PasswordScrubber {
  if (redactor.mode === 'off') return (exchange) => exchange;
  const passwords = redactor.forPasswords();
  return (exchange) => scrub(exchange, passwords);
}

function scrub(exchange: Exchange, redactor: Redactor): Exchange {
  const request = scrubRequest(exchange.request, redactor);
  // Passwords that were learnt just now, or a moment ago, may be in what came back.
  const response = exchange.response && scrubResponse(exchange.response, redactor);
  const webSocket = exchange.webSocket && scrubMessages(exchange.webSocket, redactor);
  const isSame =
    request === exchange.request &&
    response === exchange.response &&
    webSocket === exchange.webSocket;
  if (isSame) return exchange;
  return {
    ...exchange,
    request,
    ...(response === undefined ? {} : { response }),
    ...(webSocket === undefined ? {} : { webSocket }),
  };
}

function scrubMessages(webSocket: WebSocketRecord, redactor: Redactor): WebSocketRecord {
  const messages = webSocket.messages.map((message): WebSocketMessage => {
    if (message.kind === 'binary') return message;
    const { bytes, truncated } = message.content;
    const plain = { bytes, truncated, media: messageMedia(bytes), isDecoded: false };
    const from = message.from === 'client' ? 'request' : 'response';
    const content = scrubPlain(message.content, plain, from, redactor);
    return content === message.content ? message : { ...message, content };
  });
  const isSame = messages.every((message, index) => message === webSocket.messages[index]);
  return isSame ? webSocket : { ...webSocket, messages };
}

function scrubRequest(request: Exchange['request'], redactor: Redactor): Exchange['request'] {
  const headers = scrubFields(request.headers, redactor, mayHoldCredentials);
  const mayHold =
    redactor.knowsPasswords || NAME.test(request.target) || request.target.includes('@');
  const target = mayHold ? redactUrl(request.target, redactor) : request.target;
  const content = scrubContent(request.headers, request.content, 'request', redactor);
  const isSame =
    headers === request.headers && target === request.target && content === request.content;
  return isSame ? request : { ...request, headers, target, content };
}

type Response = NonNullable<Exchange['response']>;

function scrubResponse(response: Response, redactor: Redactor): Response {
  if (!redactor.knowsPasswords) return response;
  const headers = scrubFields(response.headers, redactor, () => true);
  const content = scrubContent(response.headers, response.content, 'response', redactor);
  const isSame = headers === response.headers && content === response.content;
  return isSame ? response : { ...response, headers, content };
}

/** What a name that announces a password has in it, in any of its spellings. */
const NAME = /pass|pwd|pw|kennwort|contrase|motdepasse/i;

const mayHoldCredentials = ([name, value]: FieldLine): boolean =>
  /^(?:proxy-)?authorization$/i.test(name) ||
  NAME.test(name) ||
  NAME.test(value) ||
  value.includes('@');

function scrubFields(
  headers: HeaderSection,
  redactor: Redactor,
  isWorthIt: (line: FieldLine) => boolean,
): HeaderSection {
  const scrubbed = headers.map((line): FieldLine => {
    // Cookies are what sessions are found by.
    if (/^(?:set-)?cookie$/i.test(line[0])) return line;
    if (!redactor.knowsPasswords && !isWorthIt(line)) return line;
    const value = redactor.sweep(redactField(line, redactor));
    return value === line[1] ? line : [line[0], value];
  });
  return scrubbed.some((line, index) => line !== headers[index]) ? scrubbed : headers;
}

function scrubContent(
  headers: HeaderSection,
  content: Content,
  from: 'request' | 'response',
  redactor: Redactor,
): Content {
  if (content.bytes.length === 0) return content;
  const media = parseMediaType(fieldValue(headers, 'content-type'));
  if (media?.kind === 'media' || media?.kind === 'binary') return content;
  const codings = contentCodings(headers, content);
  const decoded = decodeContent(content.bytes, codings, {
    maxBytes: codings.length === 0 ? content.bytes.length : MAX_DECODED,
    inputTruncated: content.truncated,
  });
  if (decoded.kind === 'not-decodable') return content;
  const isDecoded = codings.length > 0 || content.isDecoded === true;
  return scrubPlain(content, { ...decoded, media, isDecoded }, from, redactor);
}

/** Content without its coding. */
interface Plain {
  readonly bytes: Uint8Array;
  readonly media: MediaType | undefined;
  readonly truncated: boolean;
  /** A coding was taken off, so that what is left is no longer in it. */
  readonly isDecoded: boolean;
}

/** The content without passwords; itself where `plain`, which is the same without coding, has none. */
function scrubPlain(
  content: Content,
  plain: Plain,
  from: 'request' | 'response',
  redactor: Redactor,
): Content {
  const latin1 = bufferOf(plain.bytes).toString('latin1');
  if (!redactor.knowsPasswords && !NAME.test(latin1)) return content;
  const scrubbed = scrubBytes(plain, latin1, from, redactor);
  if (scrubbed === undefined) return content;
  return {
    bytes: new Uint8Array(scrubbed),
    sizeBytes: content.sizeBytes,
    truncated: plain.truncated,
    scrubbed: true,
    ...(plain.isDecoded ? { isDecoded: true } : {}),
  };
}

/** undefined: nothing to be taken out. `latin1`: the bytes, one character each. */
function scrubBytes(
  { bytes, media, truncated }: Plain,
  latin1: string,
  from: 'request' | 'response',
  redactor: Redactor,
): Buffer | undefined {
  if (from === 'request' && media?.kind === 'multipart' && media.boundary !== undefined) {
    const rule = partRule(from, redactor);
    const multipart = redactMultipart(latin1, media.boundary, redactor, rule);
    if (multipart !== undefined) {
      const swept = redactor.sweep(multipart.latin1, 'bytes');
      return swept === latin1 ? undefined : Buffer.from(swept, 'latin1');
    }
  }
  const isUtf8 = media?.charset === undefined || /^utf-?8$/.test(media.charset);
  const text = isUtf8 ? decodeText(bytes, media, truncated) : undefined;
  const given = text ?? latin1;
  // What an app answers holds the words "password: ..." for other reasons: there only known ones go.
  const named =
    from === 'request' ? redactBody(given, media?.kind ?? 'unknown', from, redactor) : given;
  const swept = redactor.sweep(named);
  if (swept === given) return undefined;
  return text === undefined
    ? // Bytes beyond ASCII stay what they are; what was put in is UTF-8.
      Buffer.from(asBytes(swept), 'latin1')
    : Buffer.from(swept, 'utf8');
}

const asBytes = (text: string): string =>
  text.replace(/[^\u0000-\u00ff]+/g, (part) => Buffer.from(part, 'utf8').toString('latin1'));
