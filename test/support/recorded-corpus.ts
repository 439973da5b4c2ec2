/**
 * The nasty corpus sent through real spies and recorded: live files and saved ones. Besides the table there
 * are the targets that cannot be reached otherwise: a closed port, one that never answers, a Unix socket,
 * an IPv6 address.
 */
import { join } from 'node:path';

import type { RedactMode } from '../../src/har/redact.js';
import type { SpyOptions } from '../../src/spy-options.js';
import type { Spy } from '../../src/spy.js';
import { importSpy } from './dist.js';
import { freePort } from './free-port.js';
import { bufferFrom, type NastyCase, NASTY_CASES, requestOf } from './nasty-corpus.js';
import { connectRaw, type RawClient } from './raw-client.js';
import { answering, ok, type OriginConnection, startRawOrigin } from './raw-origin.js';

export interface RecordedCorpus {
  /** Written while it happened, closed with the spy. */
  readonly live: string;
  /** Saved while a stream was still open. */
  readonly saved: string;
  /** Of the other targets, written while it happened. */
  readonly others: readonly string[];
}

/** Sends the whole corpus; the files are in `folder`, named by the mode. */
export async function recordCorpus(folder: string, redact: RedactMode): Promise<RecordedCorpus> {
  const live = join(folder, `live-${redact}.har`);
  const saved = join(folder, `saved-${redact}.har`);
  const arrivals = new Arrivals();
  const origin = await startRawOrigin((connection) => {
    serveCases(connection, arrivals);
  });
  const { startSpy } = await importSpy();
  const spy = await startSpy({ target: `127.0.0.1:${origin.port}`, har: live, redact });
  const port = Number(new URL(spy.url).port);
  const open: RawClient[] = [];
  for (const each of NASTY_CASES) {
    const client = await sendCase(each, port, arrivals);
    if (each.staysOpen === true) open.push(client);
    else client.socket.destroy();
  }
  await spy.idle();
  await spy.saveHar(saved);
  await spy.close(0);
  for (const { socket } of open) socket.destroy();
  await origin.close();
  return { live, saved, others: await recordOthers(folder, redact) };
}

async function sendCase(each: NastyCase, port: number, arrivals: Arrivals): Promise<RawClient> {
  const client = await connectRaw(port);
  client.send(bufferFrom(each.request ?? requestOf(each.name)));
  if (each.drive === undefined) await client.received.whole();
  else await each.drive(client, () => arrivals.of(each.name));
  return client;
}

/** Which case came in on which of the app's connections. */
class Arrivals {
  readonly #came = new Map<string, OriginConnection>();
  readonly #waiting = new Map<string, (connection: OriginConnection) => void>();

  add(name: string, connection: OriginConnection): void {
    this.#came.set(name, connection);
    this.#waiting.get(name)?.(connection);
  }

  async of(name: string): Promise<OriginConnection> {
    return this.#came.get(name) ?? new Promise((resolve) => this.#waiting.set(name, resolve));
  }
}

const CASES = new Map(NASTY_CASES.map((each) => [each.name, each]));

/** Answers each request of a connection by its `X-Case`, once all of it is there. */
function serveCases(connection: OriginConnection, arrivals: Arrivals): void {
  let at = 0;
  connection.received.onChange(() => {
    for (;;) {
      const { text } = connection.received;
      const headEnd = text.indexOf('\r\n\r\n', at);
      if (headEnd === -1) return;
      const head = text.slice(at, headEnd);
      const name = /^x-case: (.*)$/im.exec(head)?.[1]?.trim() ?? '';
      const each = CASES.get(name);
      if (each === undefined) throw new Error(`the app got a request of no case: ${head}`);
      if (each.name !== 'aborts-uploading' && !isWhole(head, text.slice(headEnd + 4))) return;
      at = headEnd + 4 + bodyLength(head, text.slice(headEnd + 4));
      answer(each, connection);
      arrivals.add(name, connection);
    }
  });
}

function answer({ answer }: NastyCase, connection: OriginConnection): void {
  if (typeof answer === 'function') answer(connection);
  else if (answer !== undefined) connection.socket.write(bufferFrom(answer));
}

const isWhole = (head: string, rest: string): boolean =>
  isChunked(head) ? rest.includes('0\r\n\r\n') : rest.length >= lengthField(head);

const bodyLength = (head: string, rest: string): number =>
  isChunked(head) ? rest.indexOf('0\r\n\r\n') + 5 : Math.min(rest.length, lengthField(head));

const isChunked = (head: string): boolean => /^transfer-encoding: *chunked/im.test(head);

const lengthField = (head: string): number =>
  Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);

/** Each on a spy of its own. */
async function recordOthers(folder: string, redact: RedactMode): Promise<readonly string[]> {
  const silent = await startRawOrigin();
  const local = join(folder, `app-${redact}.sock`);
  const onSocket = await startRawOrigin(answering(ok('from a socket')), { path: local });
  const onIpv6 = await startRawOrigin(answering(ok('from afar')), { host: '::1' });
  const record = async (name: string, options: SpyOptions): Promise<string> => {
    const har = join(folder, `${name}-${redact}.har`);
    const { startSpy } = await importSpy();
    const spy = await startSpy({ ...options, har, redact });
    await sendOne(spy, name);
    await spy.close(0);
    return har;
  };
  const files = [
    await record('refused', { target: `127.0.0.1:${await freePort()}` }),
    await record('silent', { target: `127.0.0.1:${silent.port}`, timeoutMs: 50 }),
    await record('unix', { target: `unix:${local}` }),
    await record('ipv6', {
      target: `http://[::1]:${onIpv6.port}`,
      listen: { host: '::1', port: 0 },
    }),
  ];
  for (const origin of [silent, onSocket, onIpv6]) await origin.close();
  return files;
}

async function sendOne(spy: Spy, name: string): Promise<void> {
  const { port, hostname } = new URL(spy.url);
  const client = await connectRaw(Number(port), hostname.replace(/^\[|\]$/g, ''));
  client.send(requestOf(name));
  await client.received.whole();
  client.socket.destroy();
  await spy.idle();
}
