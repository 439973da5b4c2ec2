/**
 * Why a server could not be reached, as reasons that a user can act on: refused, not found, silent,
 * without a trustworthy certificate. Goes by the error codes of Node (https://nodejs.org/api/errors.html).
 */
import { StoreError } from './driver.js';

/** A server as messages name it. */
export interface ServerPlace {
  /** `PostgreSQL`. */
  readonly server: string;
  /** `db:5432`, or the path of a socket. */
  readonly address: string;
  /** The same store on this machine, as a URL without a password. */
  readonly localUrl: string;
  /** Parameters of the URL: one that names a certificate authority, one that demands no encryption. */
  readonly tlsParameters: { readonly authority: string; readonly lenient: string };
}

/** The error's `code`, or that of the first of several attempts; undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** Whether the encryption failed, not the way to the server. */
export const isTlsCode = (code: string): boolean =>
  /^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO)/.test(
    code,
  );

/** StoreError `store-unreachable`, also for a code that is not known. */
export function networkFailure(error: unknown, place: ServerPlace): StoreError {
  const unreachable = (message: string, remedy: string): StoreError =>
    new StoreError('store-unreachable', message, remedy, { cause: error });
  const { server, address, localUrl } = place;
  const code = codeOf(error) ?? '';
  switch (code) {
    case 'ECONNREFUSED':
      return unreachable(
        `${server} does not answer at ${address}.`,
        `Start it, or give its address: --store ${localUrl}.`,
      );
    case 'ENOENT':
      return unreachable(
        `There is no socket ${address}.`,
        `Start ${server}, or give its address: --store ${localUrl}.`,
      );
    case 'EACCES':
    case 'EPERM':
      return unreachable(
        `The socket ${address} may not be used.`,
        'Run sessionspy as a user who may connect to it.',
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable(
        `The host of ${address} is not known here.`,
        `A Docker service name is known only inside its network: publish the port and give --store ${localUrl}.`,
      );
    default:
      if (isTlsCode(code)) return tlsFailure(error, place);
      return unreachable(
        isLoss(code, reasonOf(error))
          ? `${server} at ${address} closed the connection.`
          : `The connection to ${server} at ${address} failed (${code || reasonOf(error)}).`,
        'Check that the server is up and can be reached from here.',
      );
  }
}

/** StoreError `store-unreachable`. */
export function tlsFailure(error: unknown, place: ServerPlace): StoreError {
  const { authority, lenient } = place.tlsParameters;
  return new StoreError(
    'store-unreachable',
    `No secure connection to ${place.server} at ${place.address}: ${reasonOf(error)}.`,
    `Name the authority that signed its certificate (${authority}), or do without (${lenient}).`,
    { cause: error },
  );
}

/** The error's sentence without its full stop. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');

/** Ended from the other side, in the words of the network or of a driver package. */
const isLoss = (code: string, reason: string): boolean =>
  ['ECONNRESET', 'EPIPE', 'PROTOCOL_CONNECTION_LOST'].includes(code) ||
  (code === '' && reason.startsWith('Connection terminated'));
