/** A real memcached on a free port or a Unix socket. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { dumpPath } from '../django-stores.js';
import { SELF_SIGNED } from '../self-signed.js';
import { ByteLog } from '../sockets.js';
import { ServerProcess } from './server-process.js';

export interface MemcachedOptions {
  /** `user:password` for its own text authentication (-Y). */
  readonly login?: string;
  readonly tls?: boolean;
  /** On the Unix socket alone; memcached listens to one of the two. */
  readonly onSocket?: boolean;
  readonly args?: readonly string[];
}

export interface MemcachedServer {
  readonly host: string;
  readonly port: number;
  readonly socketPath: string;
  /** PEM file of its self-signed certificate, where it speaks TLS. */
  readonly certificate: string;
  /** Where it is, as `--store` has it; its password is in it. */
  url(): string;
  load(entries: readonly MemcachedEntry[]): Promise<void>;
  /** Sends lines and resolves to everything that came until `VERSION`. */
  ask(text: string | Buffer): Promise<string>;
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

interface MemcachedEntry {
  readonly key: string;
  readonly value: Buffer;
  readonly flags?: number;
  readonly ttlSeconds?: number;
}

export async function startMemcached(options: MemcachedOptions = {}): Promise<MemcachedServer> {
  const server = await ServerProcess.start({
    program: 'memcached',
    readyAt: options.onSocket === true ? 'socket' : 'port',
    args: ({ port, socketPath, folder }) => [
      ...(process.getuid?.() === 0 ? ['-u', 'root'] : []),
      ...(options.onSocket === true
        ? ['-s', socketPath]
        : ['-l', '127.0.0.1', '-p', String(port), '-U', '0']),
      ...(options.login === undefined ? [] : ['-Y', loginFile(folder, options.login)]),
      ...(options.tls === true ? tlsArgs(folder) : []),
      ...(options.args ?? []),
    ],
  });
  const login = options.login === undefined ? '' : `${options.login}@`;
  const scheme = options.tls === true ? 'memcacheds' : 'memcached';
  const ask = async (text: string | Buffer): Promise<string> => {
    const place =
      options.onSocket === true
        ? { path: server.socketPath }
        : { port: server.port, host: 'localhost' };
    const socket =
      options.tls === true ? connectTls({ ...place, ca: SELF_SIGNED.cert }) : connect(place);
    const received = new ByteLog(socket);
    socket.on('error', () => undefined);
    if (options.login !== undefined) {
      const words = options.login.replace(':', ' ');
      socket.write(`set auth 0 0 ${words.length}\r\n${words}\r\n`);
    }
    socket.write(text);
    socket.write('version\r\n');
    const answer = await received.until(/VERSION .*\r\n$/.test.bind(/VERSION .*\r\n$/));
    socket.destroy();
    return answer;
  };
  return {
    host: '127.0.0.1',
    port: server.port,
    socketPath: server.socketPath,
    certificate: join(server.folder, 'cert.pem'),
    url: () =>
      options.onSocket === true
        ? `memcached+unix://${server.socketPath}`
        : `${scheme}://${login}127.0.0.1:${server.port}`,
    ask,
    load: async (entries) => {
      for (const { key, value, flags = 0, ttlSeconds = 0 } of entries) {
        const head = `set ${key} ${flags} ${ttlSeconds} ${value.length}\r\n`;
        const answer = await ask(Buffer.concat([Buffer.from(head), value, Buffer.from('\r\n')]));
        if (!answer.includes('STORED')) throw new Error(`memcached did not store: ${answer}`);
      }
    },
    pause: () => {
      server.pause();
    },
    resume: () => {
      server.resume();
    },
    stop: () => server.stop(),
    start: () => server.start(),
    close: () => server.close(),
  };
}

function loginFile(folder: string, login: string): string {
  const file = join(folder, 'logins');
  writeFileSync(file, `${login}\n`);
  return file;
}

function tlsArgs(folder: string): string[] {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(cert, SELF_SIGNED.cert);
  writeFileSync(key, SELF_SIGNED.key);
  return ['-Z', '-o', `ssl_chain_cert=${cert},ssl_key=${key}`];
}

/** The keys of a dump, as a real Django left them. */
export const memcachedDump = (file: string): readonly MemcachedEntry[] =>
  readFileSync(dumpPath(file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      // Written by the fixture's own script, one JSON object a line.
      const { key, value_base64, flags } = JSON.parse(line) as {
        key: string;
        value_base64: string;
        flags: number;
      };
      return { key, value: Buffer.from(value_base64, 'base64'), flags };
    });
