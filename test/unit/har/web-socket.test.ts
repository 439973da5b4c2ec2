import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parseSetCookie } from '../../../src/cookies/set-cookie.js';
import { harEntry } from '../../../src/har/entry.js';
import { readEntry } from '../../../src/har/read-entry.js';
import type { RedactMode } from '../../../src/har/redact.js';
import { TextPool } from '../../../src/har/text-pool.js';
import type { Content } from '../../../src/model/message.js';
import type { Observation } from '../../../src/model/observation.js';
import type { EpochMs } from '../../../src/model/time.js';
import type { WebSocketMessage, WebSocketRecord } from '../../../src/model/web-socket.js';
import { harProblems } from '../../support/har-validity.js';
import { content, context, observation, response, START } from './observation-fixture.js';

const message = (
  from: WebSocketMessage['from'],
  kind: WebSocketMessage['kind'],
  bytes: string | Uint8Array,
  more: Partial<Content> = {},
): WebSocketMessage => ({ from, at: (START + 5) as EpochMs, kind, content: content(bytes, more) });

const upgraded = (webSocket: Partial<WebSocketRecord>): Observation =>
  observation({
    outcome: {
      kind: 'upgraded',
      closed: true,
      traffic: { protocol: 'websocket', clientBytes: 3, serverBytes: 40 },
    },
    response: response({ status: 101, headers: [['Upgrade', 'websocket']], content: content('') }),
    webSocket: { messages: [], clientMessages: 0, serverMessages: 0, ...webSocket },
  });

const entryOf = (webSocket: Partial<WebSocketRecord>, mode: RedactMode = 'safe') =>
  harEntry(upgraded(webSocket), context(mode));

const dataOf = (messages: readonly WebSocketMessage[], mode: RedactMode = 'safe') =>
  entryOf({ messages }, mode)._webSocketMessages!.map(({ data }) => data);

const schema = new Ajv2020({ allowUnionTypes: true }).compile(
  JSON.parse(
    readFileSync(new URL('../../../schema/sessionspy-har.schema.json', import.meta.url), 'utf8'),
  ) as object,
);

/** What is wrong with a document of this entry, by the format and by our schema. */
function problems(entry: unknown): unknown[] {
  const creator = { name: 'sessionspy', version: '0' };
  const own = { v: 1, redact: 'safe' };
  const log = { version: '1.2', creator, pages: [], _sessionspy: own, entries: [entry] };
  return [...harProblems({ log }), ...(schema({ log }) ? [] : (schema.errors ?? []))];
}

const RECORD: WebSocketRecord = {
  messages: [
    message('client', 'text', 'Hello'),
    message('server', 'binary', Buffer.of(0, 255, 7)),
    message('server', 'text', 'The beginning of ', { sizeBytes: 5000, truncated: true }),
  ],
  clientMessages: 1,
  serverMessages: 7,
  close: { from: 'server', code: 4001, reason: 'Enough' },
  unreadable: 'A frame of the app is masked.',
};

describe('the messages of a WebSocket', () => {
  it("are written as Chrome's developer tools write them", () => {
    const entry = entryOf(RECORD);
    expect(entry._resourceType).toBe('websocket');
    const time = (START + 5) / 1000;
    expect(entry._webSocketMessages).toEqual([
      { type: 'send', time, opcode: 1, data: 'Hello' },
      { type: 'receive', time, opcode: 2, data: 'AP8H' },
      {
        ...{ type: 'receive', time, opcode: 1, data: 'The beginning of ' },
        _sessionspy: { total: 5000, truncated: true },
      },
    ]);
    expect(entry._sessionspy.upgrade).toEqual({
      ...{ protocol: 'websocket', clientBytes: 3, serverBytes: 40, closed: true },
      ...{ clientMessages: 1, serverMessages: 7 },
      close: { from: 'server', code: 4001, reason: 'Enough' },
      unreadable: 'A frame of the app is masked.',
    });
    expect(problems(entry)).toEqual([]);
  });

  it('are not there where there was no WebSocket', () => {
    expect(harEntry(observation(), context())).not.toHaveProperty('_webSocketMessages');
  });

  it('come back from the file', () => {
    const rules = { maxContentBytes: 1e6, parseSetCookie, pool: new TextPool() };
    const entry: unknown = JSON.parse(JSON.stringify(entryOf(RECORD)));
    const read = readEntry(entry, rules);
    if (read.kind !== 'own') throw new Error(read.kind);
    const { webSocket } = read.observation.exchange;
    expect(webSocket).toMatchObject({ ...RECORD, messages: { length: 3 } });
    expect(
      webSocket!.messages.map((one) => ({
        ...one,
        content: { ...one.content, bytes: Buffer.from(one.content.bytes) },
      })),
    ).toEqual(RECORD.messages);
    const small = readEntry(entry, { ...rules, maxContentBytes: 7 });
    if (small.kind !== 'own') throw new Error(small.kind);
    expect(
      small.observation.exchange.webSocket!.messages.map(({ content: { bytes, truncated } }) => [
        ...[bytes.length, truncated],
      ]),
    ).toEqual([
      [5, false],
      [2, true],
      [0, true],
    ]);
  });

  it("come back from Chrome's files", () => {
    const read = readEntry(
      {
        startedDateTime: new Date(START).toISOString(),
        request: { method: 'GET', url: 'wss://a.example/s', headers: [] },
        response: { status: 101, headers: [] },
        _webSocketMessages: [
          { type: 'send', time: 1_700_000_000.123, opcode: 1, data: 'é' },
          { type: 'receive', time: 1_700_000_000_456, opcode: 2, data: 'AAEC' },
          { type: 'error', time: 1, opcode: -1, data: 'x' },
          null,
        ],
      },
      { maxContentBytes: 1e6, parseSetCookie, pool: new TextPool() },
    );
    if (read.kind !== 'foreign') throw new Error(read.kind);
    expect(read.exchange.webSocket).toMatchObject({
      clientMessages: 1,
      serverMessages: 1,
      messages: [
        { from: 'client', at: 1_700_000_000_123, kind: 'text', content: { sizeBytes: 2 } },
        { from: 'server', at: 1_700_000_000_456, kind: 'binary', content: { sizeBytes: 3 } },
      ],
    });
  });
});

describe('secrets in messages', () => {
  const SECRET = 'k3j2h1g0f9e8d7c6b5a4z3y2x1w0v9u8';

  it.each([
    `{"type":"login","password":"hunter2hunter2","token":"${SECRET}"}`,
    `42["login",{"password":"hunter2hunter2","token":"${SECRET}"}]`,
    `42/chat,7["login",{"password":"hunter2hunter2","token":"${SECRET}"}]`,
    `a["{\\"password\\":\\"hunter2hunter2\\",\\"token\\":\\"${SECRET}\\"}"]`,
    `CONNECT\npassword: hunter2hunter2\ntoken: ${SECRET}\n\n`,
  ])('are replaced in %s', (words) => {
    for (const kind of ['text', 'binary'] as const) {
      const [data = ''] = dataOf([message('client', kind, words)]);
      const shown = kind === 'text' ? data : Buffer.from(data, 'base64').toString();
      expect(shown).toContain('‹redacted');
      expect(shown).not.toContain('hunter2');
      expect(shown).not.toContain(SECRET);
    }
  });

  it('that are learnt late are found in what was written early', () => {
    const [first] = dataOf([
      message('server', 'text', `hello ${SECRET}`),
      message('server', 'text', `{"access_token":"${SECRET}"}`),
    ]);
    expect(first).not.toContain(SECRET);
  });

  it('are replaced in the reason of a close frame', () => {
    const close = { from: 'client', code: 4000, reason: `token=${SECRET}` } as const;
    expect(JSON.stringify(entryOf({ close }))).not.toContain(SECRET);
  });

  it('and all else are left out in strict mode, and none are with off', () => {
    const all = [message('client', 'text', 'Hello'), message('client', 'binary', 'Hello')];
    const close = { from: 'client', code: 4000, reason: 'Hello' } as const;
    const entry = entryOf({ messages: all, close }, 'strict');
    expect(JSON.stringify([entry._webSocketMessages, entry._sessionspy])).not.toMatch(
      /Hello|SGVsbG8/,
    );
    expect(entry._webSocketMessages![0]).toMatchObject({
      data: '',
      _sessionspy: { total: 5, truncated: true, why: expect.stringContaining('strict') as string },
    });
    expect(problems(entry)).toEqual([]);
    expect(dataOf(all, 'off')).toEqual(['Hello', 'SGVsbG8=']);
  });

  it('may stand where a message was cut, so its last word is left out', () => {
    const [data] = dataOf([message('client', 'text', 'see abcdef', { truncated: true })]);
    expect(data).toBe('see ');
  });

  it('share the bound of one content', () => {
    const all = [message('client', 'text', 'a '.repeat(40)), message('client', 'text', 'b b')];
    const entry = harEntry(upgraded({ messages: all }), context('safe', { maxContentBytes: 70 }));
    const written = entry._webSocketMessages!.map(({ data }) => data.length);
    expect(written).toEqual([70, 0]);
  });
});
