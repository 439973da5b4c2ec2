/**
 * TLS to a store by the parameters that redis-py has: `ssl_ca_certs=FILE`, `ssl_cert_reqs=none`,
 * `ssl_certfile=FILE`, `ssl_keyfile=FILE`, `ssl_check_hostname=false`. Files are read at each connecting,
 * so that a renewed certificate counts.
 */
import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { StoreError } from './driver.js';
import type { TlsParameters } from './driver-network-failure.js';
import { invalid, type ServerUrl } from './driver-url.js';

export const TLS_PARAMETERS = [
  'ssl_ca_certs',
  'ssl_cert_reqs',
  'ssl_certfile',
  'ssl_keyfile',
  'ssl_check_hostname',
] as const;

/** The same in messages. */
export const TLS_ADVICE: TlsParameters = {
  authority: 'ssl_ca_certs=FILE',
  anyCertificate: 'ssl_cert_reqs=none',
  anyHost: 'ssl_check_hostname=false',
  ownCertificate: 'ssl_certfile=FILE and ssl_keyfile=FILE',
  without: 'give the URL without the s at the end of its scheme',
};

export interface TlsSettings {
  /** Whose certificates are trusted, where not those of the system: a PEM file. */
  readonly caFile?: string;
  /** What we show of ourselves: PEM files. */
  readonly certificateFile?: string;
  readonly keyFile?: string;
  /** Whether a certificate must be trusted, and whether it must be that of the host. */
  readonly isVerified: boolean;
  readonly isHostChecked: boolean;
}

/** The parameters of a URL. Throws SpyError SPY_STORE_INVALID. */
export function tlsSettings({ parameters }: ServerUrl): TlsSettings {
  const file = (name: string): string | undefined => {
    const path = parameters.get(name);
    return path === '' ? undefined : path;
  };
  const [caFile, certificateFile] = [file('ssl_ca_certs'), file('ssl_certfile')];
  const keyFile = file('ssl_keyfile') ?? certificateFile;
  return {
    ...(caFile === undefined ? {} : { caFile }),
    ...(certificateFile === undefined ? {} : { certificateFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
    isVerified: isVerified(parameters.get('ssl_cert_reqs') ?? 'required'),
    isHostChecked: !/^(false|no|0)$/i.test(parameters.get('ssl_check_hostname') ?? ''),
  };
}

/** As in redis-py and, in capitals, Celery. */
function isVerified(text: string): boolean {
  if (/^(cert_)?none$/i.test(text)) return false;
  if (/^(cert_)?(required|optional)$/i.test(text)) return true;
  throw invalid(
    'ssl_cert_reqs in the store URL has a value that is not known',
    'write none or required',
  );
}

/** What `tls.connect` is given. Throws StoreError for a file that cannot be read; `place` is the server. */
export async function tlsOptions(settings: TlsSettings, place: string): Promise<ConnectionOptions> {
  const { caFile, certificateFile, keyFile, isVerified, isHostChecked } = settings;
  const read = async (path: string): Promise<Buffer> => {
    try {
      return await readFile(path);
    } catch (cause) {
      throw new StoreError(
        'store-unreachable',
        `The file ${path} with a certificate or key for ${place} cannot be read.`,
        "Check the paths in the store's URL.",
        { cause },
      );
    }
  };
  return {
    rejectUnauthorized: isVerified,
    ...(caFile === undefined ? {} : { ca: await read(caFile) }),
    ...(certificateFile === undefined ? {} : { cert: await read(certificateFile) }),
    ...(keyFile === undefined ? {} : { key: await read(keyFile) }),
    ...(isHostChecked ? {} : { checkServerIdentity: () => undefined }),
  };
}
