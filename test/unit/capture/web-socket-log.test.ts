import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_MESSAGES, WebSocketLog } from '../../../src/capture/web-socket-log.js';
import type { HeaderSection } from '../../../src/model/message.js';
import type { EpochMs } from '../../../src/model/time.js';
import { frame, KEY, messageDeflater, split, text } from '../../support/web-socket-bytes.js';

const NOW = 1_700_000_000_123 as EpochMs;
const DEFLATE: HeaderSection = [['Sec-WebSocket-Extensions', 'permessage-deflate']];

const logOf = (headers: HeaderSection = [], maxBytes = 1e6, protocol = 'websocket'): WebSocketLog =>
  new WebSocketLog(
    { status: 101, reason: '', httpVersion: '1.1', headers: [['Upgrade', protocol], ...headers] },
    maxBytes,
  );

/** Messages as `client text 5/5 Hello`. */
const told = (log: WebSocketLog): string[] =>
  log.toRecord().messages.map(({ from, kind, content: { bytes, sizeBytes, truncated } }) => {
    const shown = Buffer.from(bytes).toString('latin1').slice(0, 40);
    const cut = truncated ? ' cut' : '';
    return `${from} ${kind} ${bytes.length}/${sizeBytes}${cut} ${shown}`.trim();
  });

const close = (code: number, reason: string, key?: Uint8Array): Buffer =>
  frame({
    opcode: 8,
    payload: Buffer.concat([Buffer.of(code >> 8, code & 255), Buffer.from(reason)]),
    ...(key === undefined ? {} : { key }),
  });

describe('messages', () => {
  it('of both sides are kept in the order in which they ended', () => {
    const log = logOf();
    log.read('client', text('Hello', KEY), NOW);
    const [first, rest] = [text('World').subarray(0, 4), text('World').subarray(4)];
    log.read('server', first, NOW);
    log.read('client', frame({ opcode: 2, payload: Buffer.of(1, 2), key: KEY }), NOW);
    log.read('server', rest, (NOW + 1) as EpochMs);
    expect(told(log)).toEqual([
      'client text 5/5 Hello',
      'client binary 2/2 \x01\x02',
      'server text 5/5 World',
    ]);
    expect(log.toRecord()).toMatchObject({ clientMessages: 2, serverMessages: 1 });
    expect(log.toRecord().messages.map(({ at }) => at - NOW)).toEqual([0, 0, 1]);
  });

  it('in fragments are one, whatever stands between them', () => {
    const log = logOf();
    const payload = (words: string): Buffer => Buffer.from(words);
    log.read(
      'server',
      Buffer.concat([
        frame({ opcode: 1, payload: payload('one '), isFinal: false }),
        frame({ opcode: 9, payload: payload('ping') }),
        frame({ opcode: 0, payload: payload('two '), isFinal: false }),
        frame({ opcode: 10, payload: payload('pong') }),
        frame({ opcode: 0, payload: payload('three') }),
        text(''),
      ]),
      NOW,
    );
    expect(told(log)).toEqual(['server text 13/13 one two three', 'server text 0/0']);
  });

  const sent = fc.array(
    fc.record({
      from: fc.constantFrom('client' as const, 'server' as const),
      words: fc
        .uint8Array({ maxLength: 400 })
        .map((bytes) => Buffer.from(bytes).toString('latin1')),
      fragments: fc.array(fc.nat(400), { maxLength: 3 }),
      isBinary: fc.boolean(),
      isCompressed: fc.boolean(),
    }),
    { maxLength: 8 },
  );

  it.each([
    ['with context takeover', true],
    ['without', false],
  ])('are the same however they are cut to frames and packets, %s', async (_name, takesOver) => {
    await fc.assert(
      fc.asyncProperty(sent, fc.array(fc.nat(5000), { maxLength: 9 }), async (all, places) => {
        const parameters = ['', 'client_no_context_takeover', 'server_no_context_takeover'];
        const extension = `permessage-deflate${takesOver ? '' : parameters.join('; ')}`;
        const log = logOf([['Sec-WebSocket-Extensions', extension]]);
        const deflaters = { client: messageDeflater(), server: messageDeflater() };
        for (const { from, words, fragments, isBinary, isCompressed } of all) {
          const deflate = takesOver ? deflaters[from] : messageDeflater();
          const content = Buffer.from(words, 'latin1');
          const payloads = split(isCompressed ? await deflate(content) : content, fragments);
          const frames = payloads.map((payload, i) =>
            frame({
              opcode: i > 0 ? 0 : isBinary ? 2 : 1,
              payload,
              isFinal: i === payloads.length - 1,
              isCompressed: i === 0 && isCompressed,
              ...(from === 'client' ? { key: KEY } : {}),
            }),
          );
          for (const piece of split(Buffer.concat(frames), places)) log.read(from, piece, NOW);
        }
        const { messages, unreadable } = log.toRecord();
        expect(unreadable).toBeUndefined();
        expect(
          messages.map(({ from, kind, content: { bytes, sizeBytes, truncated } }) => [
            ...[from, kind, Buffer.from(bytes).toString('latin1'), sizeBytes, truncated],
          ]),
        ).toEqual(
          all.map(({ from, isBinary, words }) => [
            ...[from, isBinary ? 'binary' : 'text', words, words.length, false],
          ]),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('a close', () => {
  it('is that of the side which sent it first, with code and reason', () => {
    const log = logOf();
    log.read('server', close(4001, 'Sitzung läuft ab'), NOW);
    log.read('client', close(1000, '', KEY), NOW);
    expect(log.toRecord().close).toEqual({
      from: 'server',
      code: 4001,
      reason: 'Sitzung läuft ab',
    });
  });

  it('may say nothing', () => {
    const log = logOf();
    log.read('client', frame({ opcode: 8, payload: new Uint8Array(0), key: KEY }), NOW);
    expect(log.toRecord().close).toEqual({ from: 'client', reason: '' });
  });

  it('is the last thing that a side says', () => {
    const log = logOf();
    log.read('server', Buffer.concat([close(1000, ''), text('late')]), NOW);
    log.read('server', Buffer.from('and garbage'), NOW);
    expect(log.toRecord()).toMatchObject({ serverMessages: 0, messages: [] });
    expect(log.toRecord().unreadable).toBeUndefined();
  });
});

describe('no more is kept than there is room for', () => {
  it('in all messages together', () => {
    const log = logOf([], 12);
    log.read('client', text('12345', KEY), NOW);
    log.read('server', text('1234567890'), NOW);
    log.read('client', text('more', KEY), NOW);
    expect(told(log)).toEqual([
      'client text 5/5 12345',
      'server text 7/10 cut 1234567',
      'client text 0/4 cut',
    ]);
  });

  it('and no more messages than a thousand, the others counted', () => {
    const log = logOf();
    for (let i = 0; i < MOST_MESSAGES + 5; i += 1) log.read('server', text(`${i}`), NOW);
    const { messages, serverMessages } = log.toRecord();
    expect([messages.length, serverMessages]).toEqual([MOST_MESSAGES, MOST_MESSAGES + 5]);
  });

  it('of compressed ones', async () => {
    const log = logOf(DEFLATE, 1000);
    const deflate = messageDeflater();
    for (const words of ['a'.repeat(600), 'b'.repeat(600), 'c'.repeat(600)]) {
      const payload = await deflate(Buffer.from(words));
      log.read('server', frame({ opcode: 1, payload, isCompressed: true }), NOW);
    }
    const [first, second, third] = log.toRecord().messages.map(({ content }) => content);
    expect([first!.sizeBytes, first!.truncated]).toEqual([600, false]);
    expect([second!.bytes.length, second!.sizeBytes, second!.truncated]).toEqual([400, 600, true]);
    expect([third!.bytes.length, third!.truncated]).toEqual([0, true]);
    expect(log.toRecord().unreadable).toBeUndefined();
  });

  it('of a bomb, after which messages are still counted', async () => {
    const log = logOf(DEFLATE, 100_000);
    const deflate = messageDeflater();
    for (const content of [Buffer.alloc(3e7), Buffer.from('next')]) {
      const payload = await deflate(content);
      log.read('server', frame({ opcode: 2, payload, isCompressed: true }), NOW);
    }
    log.read('client', text('plain', KEY), NOW);
    const { messages, serverMessages, unreadable } = log.toRecord();
    expect(messages[0]!.content.truncated).toBe(true);
    expect(messages[0]!.content.bytes.length).toBeGreaterThan(1000);
    expect(messages[0]!.content.bytes.length).toBeLessThanOrEqual(100_000);
    expect(messages[1]!.content).toMatchObject({ truncated: true, bytes: new Uint8Array(0) });
    expect([messages.length, serverMessages, unreadable]).toEqual([3, 2, undefined]);
  });

  it('whatever comes', () => {
    const pieces = fc.array(
      fc.tuple(
        fc.constantFrom('client' as const, 'server' as const),
        fc.oneof(
          fc.uint8Array(),
          fc.uint8Array().map((payload) => frame({ opcode: 2, payload, isCompressed: true })),
          fc.uint8Array().map((payload) => frame({ opcode: 1, payload, key: KEY })),
        ),
      ),
    );
    fc.assert(
      fc.property(pieces, fc.nat(50), (all, room) => {
        const log = logOf(DEFLATE, room);
        for (const [from, bytes] of all) log.read(from, bytes, NOW);
        const kept = log.toRecord().messages.map(({ content }) => content.bytes.length);
        expect(kept.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(room);
      }),
    );
  });

  it('each content in a buffer of its own size', () => {
    const log = logOf();
    const slab = Buffer.concat([Buffer.alloc(65_536), text('Hello')]);
    log.read('server', slab.subarray(65_536), NOW);
    expect(log.toRecord().messages[0]!.content.bytes.buffer.byteLength).toBe(5);
  });
});

describe('what cannot be read is said', () => {
  it('of another protocol', () => {
    const log = logOf([], 100, 'h2c');
    log.read('client', text('Hello', KEY), NOW);
    expect(log.toRecord()).toEqual({
      messages: [],
      clientMessages: 0,
      serverMessages: 0,
      unreadable: 'The protocol "h2c" is not WebSocket.',
    });
  });

  it('of an extension nobody knows', () => {
    const log = logOf([['Sec-WebSocket-Extensions', 'bbf-usp']]);
    expect(log.toRecord().unreadable).toBe('The extension "bbf-usp" is not known here.');
  });

  it('of a side that does not speak WebSocket, and the other side is read on', () => {
    const log = logOf();
    log.read('client', text('Hello', KEY), NOW);
    log.read('client', Buffer.from('GET / HTTP/1.1'), NOW);
    log.read('client', text('Hello', KEY), NOW);
    log.read('server', close(1002, 'What?'), NOW);
    expect(log.toRecord()).toMatchObject({
      clientMessages: 1,
      close: { from: 'server', code: 1002, reason: 'What?' },
      unreadable: 'A frame of the client has the unknown opcode 7.',
    });
  });

  it('of compressed data that is none', () => {
    const log = logOf(DEFLATE);
    const garbage = frame({ opcode: 1, payload: Buffer.of(7, 8, 9), isCompressed: true });
    log.read('server', Buffer.concat([garbage, text('more')]), NOW);
    expect(log.toRecord()).toMatchObject({
      serverMessages: 0,
      unreadable: 'A message of the app is compressed and cannot be inflated.',
    });
  });
});

describe('news', () => {
  it('is a message, a close, and of many messages a difference', () => {
    const log = logOf();
    log.toRecord();
    log.read('server', text('Hello').subarray(0, 3), NOW);
    expect(log.hasNews).toBe(false);
    log.read('server', text('Hello').subarray(3), NOW);
    expect(log.hasNews).toBe(true);
    for (let i = 0; i < MOST_MESSAGES; i += 1) log.read('server', text('x'), NOW);
    log.toRecord();
    expect(log.hasNews).toBe(false);
    log.read('server', text('x'), NOW);
    expect(log.hasNews).toBe(false);
    for (let i = 0; i < MOST_MESSAGES / 5; i += 1) log.read('server', text('x'), NOW);
    expect(log.hasNews).toBe(true);
    log.toRecord();
    log.read('server', close(1000, ''), NOW);
    expect(log.hasNews).toBe(true);
  });
});
