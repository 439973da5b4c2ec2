/**
 * Connects to MySQL or MariaDB: loads `mysql2` at the first time, and encrypts as `ssl-mode` says.
 * `mysql2` knows only "with TLS" and "without", so the mode that tries both is tried here.
 */
import { connect as openSocket, isIP, type Socket } from 'node:net';
import type { SslOptions } from 'mysql2';
import { readCertificates } from './driver-certificates.js';
import { codeOf } from './driver-network-failure.js';
import { MysqlConnection } from './mysql-connection.js';
import type { MysqlTarget } from './mysql-target.js';

/** Throws what `mysql2` throws, or StoreError. Drops what it has begun once the signal is aborted. */
export async function connectMysql(
  target: MysqlTarget,
  signal: AbortSignal,
): Promise<MysqlConnection> {
  const isPlain = target.tlsMode === 'DISABLED' || target.socket !== undefined;
  if (isPlain) return connect(target, undefined, signal);
  try {
    return await connect(target, await encryption(target), signal);
  } catch (error) {
    if (target.tlsMode !== 'PREFERRED' || signal.aborted || !isAboutTls(error)) throw error;
    return await connect(target, undefined, signal);
  }
}

/** The codes that `mysql2` gives to a server without TLS, and to one with which no TLS comes about. */
export const isAboutTls = (error: unknown): boolean =>
  ['HANDSHAKE_NO_SSL_SUPPORT', 'HANDSHAKE_SSL_ERROR'].includes(codeOf(error) ?? '');

async function encryption({ tlsMode, certificates }: MysqlTarget): Promise<SslOptions> {
  const trusted = await readCertificates(certificates);
  return {
    ...trusted,
    rejectUnauthorized: tlsMode === 'VERIFY_CA' || tlsMode === 'VERIFY_IDENTITY',
    verifyIdentity: tlsMode === 'VERIFY_IDENTITY',
  };
}

async function connect(
  target: MysqlTarget,
  ssl: SslOptions | undefined,
  signal: AbortSignal,
): Promise<MysqlConnection> {
  const { createConnection } = await import('mysql2');
  signal.throwIfAborted();
  const socket = socketTo(target);
  const options = createConnection({
    host: nameToVerify(target.host),
    user: target.user,
    database: target.database,
    charset: 'UTF8MB4_UNICODE_CI',
    dateStrings: true,
    jsonStrings: true,
    supportBigNumbers: true,
    maxPreparedStatements: 32,
    connectTimeout: 0, // the signal says when it is enough
    stream: socket,
    ...(target.password === undefined ? {} : { password: target.password.value }),
    ...(target.socket === undefined ? {} : { socketPath: target.socket }),
    ...(ssl === undefined ? {} : { ssl }),
  });
  const connection = new MysqlConnection(options, socket);
  const drop = (): void => {
    connection.destroy();
  };
  signal.addEventListener('abort', drop, { once: true });
  try {
    await connection.prepare();
    return connection;
  } catch (error) {
    drop();
    throw error;
  } finally {
    signal.removeEventListener('abort', drop);
  }
}

/** Ours, so that it can be dropped, and let the process end, whatever state `mysql2` is in. */
function socketTo({ socket, host, port }: MysqlTarget): Socket {
  return socket === undefined
    ? openSocket({ host, port, noDelay: true })
    : openSocket({ path: socket });
}

/**
 * `mysql2` verifies a certificate against `localhost` where the host is an IP address
 * (lib/base/connection.js `startTLS` gives no name then). A dot behind it makes it a name to `mysql2`,
 * and Node lets the dot off before it compares the address. The test "verifies an address" fails
 * without.
 */
const nameToVerify = (host: string): string => (isIP(host) === 0 ? host : `${host}.`);
