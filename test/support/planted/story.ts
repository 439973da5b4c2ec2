/**
 * Two hundred secrets, each in a place of its own, and the traffic that carries them: a real origin with
 * a real session store, a real client, and whatever is put between the two.
 */
import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { createHash, randomBytes } from 'node:crypto';
import { createTables, databaseDate } from '../../../src/demo/schema.js';
import { dumps, type JsonValue } from '../../../src/demo/signing.js';
import { openSqlite, type SqliteDatabase } from '../../../src/stores/sqlite-engine.js';
import { PLACES, type Place, type Step } from './places.js';
import { key } from './secrets.js';

export const HOW_MANY = 200;

export interface Planted {
  /** Stands in each of its targets: `/e/17/`. */
  readonly index: number;
  readonly secret: string;
  readonly place: Place;
  readonly sessionKey: string;
}

/** Places in turns until there are enough. */
export const plantSecrets = (): readonly Planted[] =>
  Array.from({ length: HOW_MANY }, (_, index) => {
    const place = PLACES[index % PLACES.length];
    if (place === undefined) throw new Error('there are places');
    return { index, secret: place.make(), place, sessionKey: key() };
  });

export interface PlantedOrigin {
  readonly port: number;
  close(): Promise<void>;
}

const SALT = 'django.contrib.sessions.SessionStore';
export const APP_SECRET = randomBytes(24).toString('hex');

/** Answers as the steps say, and keeps sessions as Django does in the SQLite file. */
export async function startPlantedOrigin(
  planted: readonly Planted[],
  databasePath: string,
): Promise<PlantedOrigin> {
  const database = await openSqlite(databasePath, { readOnly: false });
  createTables(database);
  const server = createServer((request, response) => {
    const [, index, step] = /^\/e\/(\d+)\/(\d+)/.exec(request.url ?? '') ?? [];
    const from = planted[Number(index)];
    const at = from?.place.steps(from.secret)[Number(step)];
    request.resume().once('end', () => {
      const saved: (readonly [string, string])[] = [];
      if (from !== undefined && at?.session !== undefined) {
        save(database, from.sessionKey, at.session);
        // As Django does whenever it has saved.
        saved.push(['Set-Cookie', `sessionid=${from.sessionKey}; HttpOnly; Path=/`]);
      }
      const { status = 200, reason, headers = [], body = 'ok' } = at?.answer ?? {};
      const flat = [
        ...saved,
        ...headers,
        ['Content-Length', String(Buffer.byteLength(body))] as const,
      ].flat();
      if (reason === undefined) response.writeHead(status, flat);
      else response.writeHead(status, reason, flat);
      response.end(body);
    });
  });
  answerSockets(server, planted);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // Listening on TCP.
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await database.release();
    },
  };
}

function save(
  database: SqliteDatabase,
  sessionKey: string,
  data: Readonly<Record<string, JsonValue>>,
): void {
  const now = Date.now();
  database
    .prepare(
      `INSERT INTO "django_session" ("session_data", "expire_date", "session_key") VALUES (?, ?, ?)
       ON CONFLICT ("session_key") DO UPDATE SET "session_data" = excluded."session_data"`,
    )
    .run(dumps(data, SALT, APP_SECRET, now), databaseDate(now + 3_600_000), sessionKey);
}

/** The server's side of a WebSocket (RFC 6455 section 1.3): one message, then the end. */
function answerSockets(server: Server, planted: readonly Planted[]): void {
  server.on('upgrade', (request, socket) => {
    socket.on('error', () => undefined);
    const [, index, step] = /^\/e\/(\d+)\/(\d+)/.exec(request.url ?? '') ?? [];
    const from = planted[Number(index)];
    const said = from?.place.steps(from.secret)[Number(step)]?.socket?.server ?? 'ok';
    const accept = createHash('sha1')
      .update(`${String(request.headers['sec-websocket-key'])}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    // The client's message has come: the answer, and a close frame.
    socket.once('data', () => {
      socket.write(frame(1, said));
      socket.end(frame(8, '\u0003\u00e8'));
    });
  });
}

/** One frame (RFC 6455 section 5.2) of less than 64 KiB; `mask` where a client sends it. */
function frame(opcode: number, text: string, mask?: Buffer): Buffer {
  const payload = Buffer.from(text, opcode === 8 ? 'latin1' : 'utf8');
  const masked = mask === undefined ? payload : payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0));
  const bit = mask === undefined ? 0 : 0x80;
  const length =
    payload.length < 126
      ? Buffer.from([bit | payload.length])
      : Buffer.from([bit | 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([Buffer.from([0x80 | opcode]), length, mask ?? Buffer.alloc(0), masked]);
}

/** Plays all of it through whatever listens at that port; how many exchanges that broke off. */
export async function playStory(planted: readonly Planted[], port: number): Promise<number> {
  let failed = 0;
  for (const { index, secret, place, sessionKey } of planted) {
    for (const [number, step] of place.steps(secret).entries()) {
      const target = `/e/${index}/${number}${step.target ?? '/'}`;
      const played =
        step.socket === undefined
          ? send(port, target, step, sessionKey)
          : talk(port, target, step.socket.client ?? 'hello');
      await played.catch(() => (failed += 1));
    }
  }
  return failed;
}

async function send(port: number, path: string, step: Step, sessionKey: string): Promise<void> {
  const { method = 'GET', body = '' } = step;
  const headers = [
    ['Host', `127.0.0.1:${port}`],
    ...(step.headers ?? []),
    ...(step.session === undefined ? [] : [['Cookie', `sessionid=${sessionKey}`]]),
    ...(body === '' ? [] : [['Content-Length', String(Buffer.byteLength(body))]]),
  ].flat();
  const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false });
  const answered = once(request, 'response');
  request.end(body);
  // `response` has one argument.
  const [response] = (await answered) as [NodeJS.ReadableStream];
  response.resume();
  await once(response, 'end');
}

async function talk(port: number, path: string, text: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const nonce = randomBytes(16).toString('base64');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${nonce}\r\n\r\n`,
  );
  await once(socket, 'data');
  socket.write(frame(1, text, randomBytes(4)));
  socket.write(frame(8, '\u0003\u00e8', randomBytes(4)));
  await once(socket.resume(), 'close');
}
