/** A real Redis on a free port and a Unix socket, in memory only. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { dumpPath } from '../django-stores.js';
import { SELF_SIGNED } from '../self-signed.js';
import { ServerProcess } from './server-process.js';

export interface RedisOptions {
  readonly password?: string;
  /** `optional`: a client may show a certificate; `required`: it must. */
  readonly tls?: 'optional' | 'required';
  /** More of redis.conf, as on the command line: `--maxclients 2`. */
  readonly args?: readonly string[];
}

export interface RedisServer {
  readonly host: string;
  readonly port: number;
  readonly socketPath: string;
  /** PEM files of its self-signed certificate, where it speaks TLS. */
  readonly certificate: { readonly cert: string; readonly key: string };
  /** Where it is, as `--store` has it; its password is in it. */
  url(database?: number): string;
  /** Runs one command as its administrator. */
  command(...args: readonly (string | Buffer)[]): Promise<unknown>;
  /** Sets values, in a database and for a time where they tell. */
  load(entries: readonly RedisEntry[], database?: number): Promise<void>;
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

interface RedisEntry {
  readonly key: string;
  readonly value: Buffer;
  readonly ttlSeconds?: number;
}

export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const server = await ServerProcess.start({
    program: 'redis-server',
    readyAt: 'socket',
    args: ({ port, socketPath, folder }) => [
      ...(options.tls === undefined
        ? ['--port', String(port)]
        : tlsArgs(port, folder, options.tls)),
      ...['--bind', '127.0.0.1', '--unixsocket', socketPath, '--dir', folder],
      ...['--save', '', '--appendonly', 'no'],
      ...(options.password === undefined ? [] : ['--requirepass', options.password]),
      ...(options.args ?? []),
    ],
  });
  const connect = async (database = 0) => {
    const { password } = options;
    const client = createClient({
      socket: { path: server.socketPath, tls: false, reconnectStrategy: false },
      ...(password === undefined ? {} : { password }),
      database,
    });
    return client.on('error', () => undefined).connect();
  };
  const login = options.password === undefined ? '' : `:${encodeURIComponent(options.password)}@`;
  const scheme = options.tls === undefined ? 'redis' : 'rediss';
  return {
    host: '127.0.0.1',
    port: server.port,
    socketPath: server.socketPath,
    certificate: pemFiles(server.folder),
    url: (database = 0) => `${scheme}://${login}127.0.0.1:${server.port}/${database}`,
    command: async (...args) => {
      const client = await connect();
      try {
        return await client.sendCommand(args);
      } finally {
        client.destroy();
      }
    },
    load: async (entries, database) => {
      const client = await connect(database);
      for (const { key, value, ttlSeconds } of entries) {
        const expiry = ttlSeconds === undefined ? [] : ['EX', String(ttlSeconds)];
        await client.sendCommand(['SET', key, value, ...expiry]);
      }
      client.destroy();
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

const pemFiles = (folder: string) => ({
  cert: join(folder, 'cert.pem'),
  key: join(folder, 'key.pem'),
});

function tlsArgs(port: number, folder: string, clients: 'optional' | 'required'): string[] {
  const { cert, key } = pemFiles(folder);
  writeFileSync(cert, SELF_SIGNED.cert);
  writeFileSync(key, SELF_SIGNED.key);
  return [
    ...['--port', '0', '--tls-port', String(port), '--tls-cert-file', cert, '--tls-key-file', key],
    ...[
      '--tls-ca-cert-file',
      cert,
      '--tls-auth-clients',
      clients === 'required' ? 'yes' : 'optional',
    ],
  ];
}

/** The keys of a dump, as a real Django left them. */
export const redisDump = (file: string): readonly RedisEntry[] =>
  readFileSync(dumpPath(file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      // Written by the fixture's own script, one JSON object a line.
      const { key, value_base64, ttl } = JSON.parse(line) as {
        key: string;
        value_base64: string;
        ttl: number;
      };
      const value = Buffer.from(value_base64, 'base64');
      return ttl > 0 ? { key, value, ttlSeconds: ttl } : { key, value };
    });
