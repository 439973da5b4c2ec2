/**
 * Why a server could not be reached, as reasons that a user can act on: by the codes of Node's sockets
 * (errno), name resolution, TLS and OpenSSL.
 */
import { StoreError } from './driver.js';

export interface ServerName {
  /** `Redis`. */
  readonly kind: string;
  /** `cache.local:6379`, or the path of a socket. */
  readonly place: string;
  /** How it is given when it is published on this machine: `redis://localhost:PORT/DB`. */
  readonly form: string;
  readonly isOverTls: boolean;
}

/** `error` is what connecting or a socket threw. */
export function connectionError(error: unknown, server: ServerName): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const [problem, message, remedy] =
    explanation(code, server) ??
    unexplained(code, error instanceof Error ? error.message : '', server);
  return new StoreError(problem, message, remedy, { cause: error });
}

/** `ECONNREFUSED`; of several attempts (an AggregateError) that of the first. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return /closed/i.test(error.message) ? 'ECONNRESET' : '';
}

type Explanation = readonly [StoreError['code'], message: string, remedy: string];

function explanation(
  code: string,
  { kind, place, form, isOverTls }: ServerName,
): Explanation | undefined {
  switch (code) {
    case 'ECONNREFUSED':
      return [
        'store-unreachable',
        `Nothing answers at ${place}.`,
        `Start ${kind}, or give its address: --store ${form}.`,
      ];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [
        'store-unreachable',
        `The host name in ${place} is not known here.`,
        `If it is that of a Docker service, which only its own network knows, publish the port and give --store ${form}.`,
      ];
    case 'ENOENT':
      return [
        'store-missing',
        `There is no socket ${place}.`,
        `Start ${kind}, or give the path of its socket.`,
      ];
    case 'EACCES':
    case 'EPERM':
      return [
        'store-refused',
        `The socket ${place} may not be used.`,
        'Run sessionspy as a user who may.',
      ];
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return [
        'store-unreachable',
        `There is no way to ${place} from here.`,
        `Check the network and its firewalls, or give another address: --store ${form}.`,
      ];
    case 'ECONNRESET':
    case 'EPIPE':
      return [
        'store-unreachable',
        `${kind} at ${place} closed the connection.`,
        isOverTls
          ? 'Check that it is up, and whether it wants to see a certificate of ours: ssl_certfile=FILE in the URL.'
          : 'Check that it is up, and whether it wants TLS.',
      ];
    default:
      return certificateExplanation(code, place);
  }
}

function certificateExplanation(code: string, place: string): Explanation | undefined {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return [
      'store-refused',
      `The certificate of ${place} is one for another host.`,
      'Give the host by a name in the certificate, or add ssl_check_hostname=false to the URL.',
    ];
  }
  if (/CERT_REQUIRED|CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/.test(code)) {
    return [
      'store-refused',
      `${place} wants to see a certificate of ours.`,
      'Add ssl_certfile=FILE and ssl_keyfile=FILE to the URL, as the app has them.',
    ];
  }
  if (/^ERR_SSL|^EPROTO$/.test(code)) {
    return [
      'store-unreachable',
      `What answers at ${place} does not speak TLS (${code}).`,
      'Check the port, or give the URL without the s at the end of its scheme.',
    ];
  }
  return /CERT|SIGNATURE|^UNABLE_TO|SELF_SIGNED|^CRL_/.test(code)
    ? [
        'store-refused',
        `The certificate of ${place} is not trusted (${code}).`,
        'Add ssl_ca_certs=FILE to the URL, or ssl_cert_reqs=none to trust any.',
      ]
    : undefined;
}

const unexplained = (code: string, text: string, { kind, place }: ServerName): Explanation => [
  'store-unreachable',
  `${kind} at ${place} could not be asked: ${code === '' ? text : code}.`,
  'Check that it is up and can be reached from here.',
];
