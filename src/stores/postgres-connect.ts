/**
 * Connects to PostgreSQL: loads `pg` at the first time, and encrypts as `sslmode` says. `pg` knows only
 * "with TLS" and "without", so the modes that try both are tried here.
 */
import { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { readCertificates } from './driver-certificates.js';
import { codeOf, isTlsCode } from './driver-network-failure.js';
import { PostgresConnection } from './postgres-connection.js';
import { filedPassword } from './postgres-passfile.js';
import type { PostgresTarget } from './postgres-target.js';

/** A password was asked for and none is known. */
export class PasswordMissing extends Error {
  override readonly name = 'PasswordMissing';
}

/** Throws what `pg` throws, PasswordMissing, or StoreError. Drops what it has begun once aborted. */
export async function connectPostgres(
  target: PostgresTarget,
  signal: AbortSignal,
): Promise<PostgresConnection> {
  const password = target.password?.value ?? (await filedPassword(target));
  const [first, second] = await attempts(target);
  try {
    return await connect(target, password, first, signal);
  } catch (error) {
    if (second === undefined || signal.aborted || !isAboutTls(error)) throw error;
    return await connect(target, password, second, signal);
  }
}

type Encryption = false | ConnectionOptions;

/** libpq-ssl, table "SSL Mode Descriptions"; sockets of this machine are never encrypted. */
async function attempts(target: PostgresTarget): Promise<readonly [Encryption, Encryption?]> {
  if (target.tlsMode === 'disable' || target.host.startsWith('/')) return [false];
  const encrypted = await encryption(target);
  switch (target.tlsMode) {
    case 'allow':
      return [false, encrypted];
    case 'prefer':
      return [encrypted, false];
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return [encrypted];
    default:
      return target.tlsMode satisfies never;
  }
}

async function encryption({ tlsMode, certificates }: PostgresTarget): Promise<ConnectionOptions> {
  const isSystem = certificates.authority === 'system';
  const authority = isSystem ? undefined : certificates.authority;
  const { ca, ...own } = await readCertificates({ ...certificates, authority });
  const trusted = { ...own, ...(ca === undefined ? {} : { ca }) };
  if (tlsMode === 'verify-full' || isSystem) return trusted;
  // "require" with a root certificate is verify-ca, says libpq-ssl.
  const isVerified = tlsMode === 'verify-ca' || (tlsMode === 'require' && ca !== undefined);
  return isVerified
    ? { ...trusted, checkServerIdentity: () => undefined }
    : { ...own, rejectUnauthorized: false };
}

/** Whether the other way, with TLS or without it, may succeed: 28000 is what pg_hba.conf refuses. */
const isAboutTls = (error: unknown): boolean => {
  const code = codeOf(error);
  return isWithoutTls(error) || code === '28000' || (code !== undefined && isTlsCode(code));
};

/** `pg` has no code for a server that answers that it does not encrypt. */
export const isWithoutTls = (error: unknown): boolean =>
  error instanceof Error && error.message === 'The server does not support SSL connections';

async function connect(
  target: PostgresTarget,
  password: string | undefined,
  ssl: Encryption,
  signal: AbortSignal,
): Promise<PostgresConnection> {
  const { Client } = await import('pg');
  const socket = new Socket();
  const client = new Client({
    host: target.host,
    port: target.port,
    user: target.user,
    database: target.database,
    // As a function: for an empty one `pg` would look around by itself.
    password: () => {
      if (password === undefined) throw new PasswordMissing('no password');
      return password;
    },
    ssl,
    sslnegotiation: 'postgres',
    ...(target.options === undefined ? {} : { options: target.options }),
    stream: () => socket,
  });
  const connection = new PostgresConnection(client, socket);
  const drop = (): void => {
    connection.destroy();
  };
  signal.addEventListener('abort', drop, { once: true });
  try {
    signal.throwIfAborted();
    await client.connect();
    return connection;
  } catch (error) {
    drop();
    throw error;
  } finally {
    signal.removeEventListener('abort', drop);
  }
}
