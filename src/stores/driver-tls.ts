/**
 * TLS to a store by the parameters that redis-py has: `ssl_ca_certs=FILE`, `ssl_cert_reqs=none`,
 * `ssl_certfile=FILE`, `ssl_keyfile=FILE`, `ssl_check_hostname=false`.
 */
import type { ConnectionOptions } from 'node:tls';
import { readCertificates, type CertificateFiles } from './driver-certificates.js';
import type { TlsParameters } from './driver-network-failure.js';
import type { HostsUrl } from './driver-hosts-url.js';
import { firstSet, invalid } from './driver-url-parts.js';

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
  readonly files: CertificateFiles;
  /** Whether a certificate must be trusted, and whether it must be that of the host. */
  readonly isVerified: boolean;
  readonly isHostChecked: boolean;
}

/** The parameters of a URL. Throws SpyError SPY_STORE_INVALID. */
export function tlsSettings({ parameters }: HostsUrl): TlsSettings {
  const certificate = firstSet(parameters.get('ssl_certfile'));
  return {
    files: {
      authority: firstSet(parameters.get('ssl_ca_certs')),
      certificate,
      key: firstSet(parameters.get('ssl_keyfile'), certificate),
    },
    isVerified: isVerified(parameters.get('ssl_cert_reqs') ?? 'required'),
    isHostChecked: !/^(false|no|0)$/i.test(parameters.get('ssl_check_hostname') ?? ''),
  };
}

/** As in redis-py and, in capitals, Celery. */
function isVerified(text: string): boolean {
  if (/^(cert_)?none$/i.test(text)) return false;
  if (/^(cert_)?(required|optional)$/i.test(text)) return true;
  throw invalid(
    "ssl_cert_reqs in the store's URL has a value that is not known",
    'write none or required',
  );
}

/** What `tls.connect` is given. Throws StoreError for a file that cannot be read. */
export async function tlsOptions(settings: TlsSettings): Promise<ConnectionOptions> {
  const { files, isVerified, isHostChecked } = settings;
  return {
    rejectUnauthorized: isVerified,
    ...(await readCertificates(files)),
    ...(isHostChecked ? {} : { checkServerIdentity: () => undefined }),
  };
}
