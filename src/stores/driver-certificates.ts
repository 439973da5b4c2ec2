/**
 * Certificates and keys in PEM files, for connections to servers. Read at each connecting, so that a
 * renewed certificate counts.
 */
import { readFile } from 'node:fs/promises';
import { StoreError } from './driver.js';

/** Paths; undefined: none is used. */
export interface CertificateFiles {
  readonly authority: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

/** As `tls.connect` takes them. */
export interface Certificates {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Throws StoreError `store-unreachable` for a file that cannot be read. */
export async function readCertificates(files: CertificateFiles): Promise<Certificates> {
  const [ca, cert, key] = await Promise.all([
    readPem(files.authority),
    readPem(files.certificate),
    readPem(files.key),
  ]);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

async function readPem(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new StoreError(
      'store-unreachable',
      `The certificate file ${path} could not be read.`,
      "Correct its path in the store's URL, or let sessionspy read it.",
      { cause: error },
    );
  }
}
