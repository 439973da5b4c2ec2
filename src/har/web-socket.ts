/**
 * The messages of a WebSocket as Chrome's developer tools write them, secrets replaced as in any content.
 * Two steps, as for all of an entry: what is read here may be sought elsewhere, and the other way round.
 */
import { Buffer } from 'node:buffer';
import { parseMediaType, type MediaType } from '../http/media-type.js';
import type { WebSocketMessage, WebSocketRecord } from '../model/web-socket.js';
import { keepContent, keepDropped, type ContentRules, type KeptContent } from './kept-content.js';
import { redactBody } from './redact-body.js';
import { REMOVED, type Redactor } from './redact.js';
import type { HarCutMessage, HarWebSocketMessage } from './types.js';

/** A message and what of it may be written, before the last sweep. */
export interface KeptMessage {
  readonly message: WebSocketMessage;
  readonly kept: KeptContent;
  readonly isCut: boolean;
}

/** Text is looked through by how it begins; bytes could be anything. */
const TEXT = parseMediaType('text/plain; charset=utf-8');
const JSON_TEXT = parseMediaType('application/json');

/** What may be kept of each message; all of them share the bound of one content. */
export function keepMessages(
  webSocket: WebSocketRecord | undefined,
  rules: ContentRules,
): readonly KeptMessage[] {
  let room = rules.maxContentBytes;
  return (webSocket?.messages ?? []).map((message) => {
    const { content, kind, from } = message;
    const bytes = content.bytes.subarray(0, room);
    room -= bytes.length;
    const isCut = content.truncated || bytes.length < content.bytes.length;
    if (content.dropped === true) return { message, kept: keepDropped(), isCut };
    const media = kind === 'text' ? messageMedia(bytes) : undefined;
    const direction = from === 'client' ? 'request' : 'response';
    const kept = keepContent({ bytes, media, truncated: isCut, from: direction }, rules);
    return { message, kept, isCut };
  });
}

/** JSON also behind the digits of Socket.IO (`42["login",{...}]`) and the letter of SockJS (`a["..."]`). */
export const messageMedia = (bytes: Uint8Array): MediaType | undefined =>
  /^\s{0,16}(?:\d{1,8}(?:\/[^,[{"]{0,64},\d{0,8})?-?|a)?[[{]/.test(
    Buffer.from(bytes.subarray(0, 128)).toString('latin1'),
  )
    ? JSON_TEXT
    : TEXT;

/** The messages as they are written, swept for every secret that is known by now. */
export const writeMessages = (
  messages: readonly KeptMessage[],
  redactor: Redactor,
): readonly HarWebSocketMessage[] =>
  messages.map(({ message, kept, isCut }) => {
    const { from, at, kind, content } = message;
    const why = kept.kind === 'none' && content.sizeBytes > 0 ? kept.why : undefined;
    const cut: HarCutMessage = {
      total: content.sizeBytes,
      truncated: true,
      ...(why === undefined ? {} : { why }),
    };
    return {
      type: from === 'client' ? 'send' : 'receive',
      time: at / 1000,
      opcode: kind === 'text' ? 1 : 2,
      data: dataOf(kept, kind, redactor),
      ...(isCut || why !== undefined ? { _sessionspy: cut } : {}),
    };
  });

function dataOf(kept: KeptContent, kind: WebSocketMessage['kind'], redactor: Redactor): string {
  switch (kept.kind) {
    case 'none':
      return '';
    case 'text': {
      const swept = redactor.sweep(kept.text);
      return kind === 'text' ? swept : Buffer.from(swept, 'utf8').toString('base64');
    }
    case 'base64':
      if (kind === 'binary') return kept.text;
      // Said to be text and no UTF-8: what is wrong with it becomes U+FFFD.
      return redactor.sweep(Buffer.from(kept.text, 'base64').toString('utf8'));
    default:
      return kept satisfies never;
  }
}

/** The reason of a close frame; like a message, it is the app's own text. */
export function closeReason(
  reason: string,
  from: WebSocketMessage['from'],
  redactor: Redactor,
): string {
  if (redactor.mode === 'strict') return reason === '' ? '' : REMOVED;
  const direction = from === 'client' ? 'request' : 'response';
  return redactor.sweep(redactBody(reason, 'text', direction, redactor));
}
