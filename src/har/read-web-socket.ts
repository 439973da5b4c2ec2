/** `_webSocketMessages` back as what passed: as web-socket.ts writes them, Chrome, Playwright and others. */
import { Buffer } from 'node:buffer';
import type { EpochMs } from '../model/time.js';
import type { WebSocketClose, WebSocketMessage, WebSocketRecord } from '../model/web-socket.js';
import { countOf, itemsOf, memberOf, numberOf, oneOf, present, textOf } from './json-member.js';

/** Of one entry, as the proxy keeps them. */
const MAX_MESSAGES = 1000;
/** Seconds since 1970 are less, milliseconds are more: some tools write those. */
const NO_SECONDS = 1e11;
const LATEST = Date.UTC(9999, 11, 31);

/** The record; undefined where the entry says nothing of messages. `maxBytes`: of all contents together. */
export function webSocketOf(entry: unknown, maxBytes: number): WebSocketRecord | undefined {
  const upgrade = memberOf(memberOf(entry, '_sessionspy'), 'upgrade');
  const [clientCount, serverCount] = [
    countOf(memberOf(upgrade, 'clientMessages')),
    countOf(memberOf(upgrade, 'serverMessages')),
  ];
  const isWritten = Array.isArray(memberOf(entry, '_webSocketMessages'));
  if (!isWritten && clientCount === undefined) return undefined;
  const items = itemsOf(memberOf(entry, '_webSocketMessages'));
  let room = maxBytes;
  const messages = items.slice(0, MAX_MESSAGES).flatMap((item) => {
    const message = messageOf(item, room);
    room -= message?.content.bytes.length ?? 0;
    return message === undefined ? [] : [message];
  });
  const count = (type: string): number =>
    items.filter((item) => memberOf(item, 'type') === type).length;
  return {
    messages,
    clientMessages: clientCount ?? count('send'),
    serverMessages: serverCount ?? count('receive'),
    ...present('close', closeOf(memberOf(upgrade, 'close'))),
    ...present('unreadable', textOf(memberOf(upgrade, 'unreadable'))),
  };
}

/** undefined: an error, a control frame, or nothing that could be read. */
function messageOf(item: unknown, room: number): WebSocketMessage | undefined {
  const type = oneOf(memberOf(item, 'type'), ['send', 'receive'] as const);
  const data = textOf(memberOf(item, 'data'));
  const opcode = numberOf(memberOf(item, 'opcode')) ?? 1;
  if (type === undefined || data === undefined || (opcode !== 1 && opcode !== 2)) return undefined;
  // As much of the text as can become the bytes that there is room for.
  const part = data.slice(0, 2 * room + 8);
  const held = Buffer.from(part, opcode === 2 ? 'base64' : 'utf8');
  const bytes = new Uint8Array(held.subarray(0, room));
  const whole = opcode === 2 ? Math.floor((data.length * 3) / 4) : data.length;
  const own = memberOf(item, '_sessionspy');
  const isCut = memberOf(own, 'truncated') === true || bytes.length < held.length;
  const isShort = part.length < data.length;
  const known = isShort ? Math.max(whole, bytes.length) : held.length;
  return {
    from: type === 'send' ? 'client' : 'server',
    at: timeOf(memberOf(item, 'time')),
    kind: opcode === 2 ? 'binary' : 'text',
    content: {
      bytes,
      sizeBytes: countOf(memberOf(own, 'total')) ?? known,
      truncated: isCut || isShort,
    },
  };
}

function timeOf(value: unknown): EpochMs {
  const time = numberOf(value) ?? 0;
  const ms = time > NO_SECONDS ? time : time * 1000;
  // Rounded to the microsecond: seconds with a fraction are no exact milliseconds.
  return (ms >= 0 && ms <= LATEST ? Math.round(ms * 1000) / 1000 : 0) as EpochMs;
}

function closeOf(value: unknown): WebSocketClose | undefined {
  const from = oneOf(memberOf(value, 'from'), ['client', 'server'] as const);
  if (from === undefined) return undefined;
  const reason = textOf(memberOf(value, 'reason')) ?? '';
  return { from, ...present('code', countOf(memberOf(value, 'code'))), reason };
}
