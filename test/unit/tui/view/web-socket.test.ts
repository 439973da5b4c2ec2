import { expect, it } from 'vitest';
import type { Content } from '../../../../src/model/message.js';
import type { EpochMs } from '../../../../src/model/time.js';
import type { WebSocketMessage, WebSocketRecord } from '../../../../src/model/web-socket.js';
import { webSocketRows } from '../../../../src/tui/view/web-socket.js';
import { inUtc, joinedText, options, unfolded } from './rows.js';

inUtc();

const message = (
  from: WebSocketMessage['from'],
  kind: WebSocketMessage['kind'],
  words: string,
  more: Partial<Content> = {},
): WebSocketMessage => ({
  from,
  at: Date.UTC(2026, 0, 2, 3, 4, 5) as EpochMs,
  kind,
  content: { bytes: Buffer.from(words), sizeBytes: words.length, truncated: false, ...more },
});

const RECORD: WebSocketRecord = {
  messages: [
    message('client', 'text', 'Hello \x1b[31m'),
    message('server', 'text', '{"user":"ada","password":"hunter2"}'),
    message('server', 'binary', '\x00\x01'),
    message('client', 'text', 'The begin', { sizeBytes: 5000, truncated: true }),
  ],
  clientMessages: 2,
  serverMessages: 1203,
  close: { from: 'server', code: 4001, reason: 'Enough \x9b' },
  unreadable: 'A frame of the client is not masked.',
};

const shown = (masked = false): string =>
  joinedText(unfolded((turned) => webSocketRows(RECORD, options({ turned, masked, width: 100 }))));

it('shows each message, the counts and the close, all of it safe', () => {
  const all = shown();
  expect(all).toContain('03:04:05 → sent');
  expect(all).toContain('Hello \\x1b[31m');
  expect(all).toContain('← received');
  expect(all).toContain('user');
  expect(all).toContain('00 01');
  expect(all).toContain('only the first 9 B of 5.0 kB');
  expect(all).toContain('2 messages sent, 1,203 received');
  expect(all).toContain('1,201 more messages, not kept');
  expect(all).toContain('closed by the app with 4001: Enough \\x9b');
  expect(all).toContain('A frame of the client is not masked.');
  expect(all).not.toContain('hunter2');
  expect(all).not.toMatch(/[\x1b\x9b]/);
});

it('shows no content while it is masked', () => {
  const all = shown(true);
  expect(all).toContain('→ sent');
  expect(all).not.toMatch(/Hello|ada|00 01|Enough/);
});

it('is nothing without a WebSocket', () => {
  expect(webSocketRows(undefined, options({}))).toEqual([]);
});
