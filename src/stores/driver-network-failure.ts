/**
 * Why a server could not be reached, as reasons that a user can act on: by the codes of Node's sockets,
 * name resolution, TLS and OpenSSL (https://nodejs.org/api/errors.html). Knows no server's own errors.
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
  readonly tlsParameters: TlsParameters;
  /** Absent where server and client agree on TLS by themselves. */
  readonly isOverTls?: boolean;
}

/** What a user adds to the URL. */
export interface TlsParameters {
  /** Names whose certificates are trusted: `sslrootcert=FILE`. */
  readonly authority: string;
  /** Trusts any certificate. */
  readonly anyCertificate: string;
  /** Takes a certificate of another host. */
  readonly anyHost: string;
  /** Names what we show of ourselves: `sslcert=FILE and sslkey=FILE`. */
  readonly ownCertificate: string;
  /** How to do without, as the end of a sentence: `add sslmode=prefer to the URL`. */
  readonly without: string;
}

/** The error's `code`, or that of the first of several attempts; undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** Whether the encryption failed, not the way to the server. */
export const isTlsCode = (code: string): boolean => isCertificateCode(code) || isOpenSslCode(code);

/**
 * Whatever a connection threw: StoreError `store-missing` for a socket that is not there, those of
 * `tlsFailure`, else `store-unreachable`, also for a code that is not known. A StoreError stays as it is.
 */
export function networkFailure(error: unknown, place: ServerPlace): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error) ?? '';
  if (isTlsCode(code)) return tlsFailure(error, place);
  if (isLoss(code, reasonOf(error))) return lost(error, place);
  const { server, address, localUrl } = place;
  const unreachable = (message: string, remedy: string): StoreError =>
    new StoreError('store-unreachable', message, remedy, { cause: error });
  switch (code) {
    case 'ECONNREFUSED':
      return unreachable(
        `${server} does not answer at ${address}.`,
        `Start it, or give its address: --store ${localUrl}.`,
      );
    case 'ENOENT':
      return new StoreError(
        'store-missing',
        `There is no socket ${address}.`,
        `Start ${server}, or give its address: --store ${localUrl}.`,
        { cause: error },
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
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return unreachable(
        `There is no way to ${address} from here.`,
        `Check the network and its firewalls, or give another address: --store ${localUrl}.`,
      );
    default:
      return unreachable(
        `The connection to ${server} at ${address} failed (${code || reasonOf(error)}).`,
        'Check that the server is up and can be reached from here.',
      );
  }
}

/**
 * StoreError `store-refused` for a certificate that is not trusted, is for another host, or is wanted of
 * us; else `store-unreachable`. `code`: where the error's own is not Node's.
 */
export function tlsFailure(
  error: unknown,
  { server, address, tlsParameters }: ServerPlace,
  code = codeOf(error) ?? '',
): StoreError {
  const { authority, anyCertificate, anyHost, ownCertificate, without } = tlsParameters;
  const failure = (problem: StoreError['code'], message: string, remedy: string): StoreError =>
    new StoreError(problem, message, remedy, { cause: error });
  if (/^ERR_TLS_CERT_ALTNAME|^HOSTNAME_MISMATCH/.test(code)) {
    return failure(
      'store-refused',
      `The certificate of ${server} at ${address} is one for another host.`,
      `Give the host by a name in the certificate, or add ${anyHost} to the URL.`,
    );
  }
  if (/CERT_REQUIRED|CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/.test(code)) {
    return failure(
      'store-refused',
      `${server} at ${address} wants to see a certificate of ours.`,
      `Add ${ownCertificate} to the URL, as the app has them.`,
    );
  }
  if (isCertificateCode(code)) {
    return failure(
      'store-refused',
      `The certificate of ${server} at ${address} is not trusted (${reasonOf(error)}).`,
      `Add ${authority} to the URL, or ${anyCertificate} to trust any.`,
    );
  }
  if (/^ERR_SSL_(WRONG_VERSION|PACKET_LENGTH|HTTP)|^EPROTO$/.test(code)) {
    return failure(
      'store-unreachable',
      `What answers at ${address} does not speak TLS (${code}).`,
      `Check the port, or ${without}.`,
    );
  }
  return failure(
    'store-unreachable',
    `No secure connection to ${server} at ${address}: ${isOpenSslCode(code) ? code : reasonOf(error)}.`,
    `Check that it offers TLS, or ${without}.`,
  );
}

function lost(error: unknown, { server, address, ...place }: ServerPlace): StoreError {
  return new StoreError(
    'store-unreachable',
    `${server} at ${address} closed the connection.`,
    closedRemedy(place),
    { cause: error },
  );
}

function closedRemedy({
  isOverTls,
  tlsParameters,
}: Pick<ServerPlace, 'isOverTls' | 'tlsParameters'>): string {
  if (isOverTls === undefined) return 'Check that the server is up and can be reached from here.';
  return isOverTls
    ? `Check that it is up, and whether it wants to see a certificate of ours: ${tlsParameters.ownCertificate} in the URL.`
    : 'Check that it is up, and whether it wants TLS.';
}

/** What verifying a certificate says (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const isCertificateCode = (code: string): boolean =>
  !code.startsWith('ERR_') &&
  /CERT|SIGNATURE|SELF_SIGNED|^UNABLE_TO_|^CRL_|^INVALID_(?:CA|PURPOSE)|^PATH_LENGTH|^HOSTNAME_MISMATCH/.test(
    code,
  );

const isOpenSslCode = (code: string): boolean => /^ERR_(?:TLS|SSL|OSSL)|^EPROTO$/.test(code);

/** The error's sentence without its full stop, and without what Node advises to those who start it. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/; if the root CA .*$|\.$/s, '');

/** Ended from the other side, in the words of the network or of a driver package. */
const isLoss = (code: string, reason: string): boolean =>
  ['ECONNRESET', 'EPIPE', 'PROTOCOL_CONNECTION_LOST'].includes(code) ||
  (code === '' && /closed|^Connection terminated/i.test(reason));
