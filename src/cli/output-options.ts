/** What is recorded, where to, and what is left out of it: the same for every command that records. */
import type { Writable } from 'node:stream';
import type { Config } from '../config/options.js';
import { readSecret } from '../config/secrets.js';
import type { RedactionOptions } from '../redaction.js';
import type { SpyOptions } from '../spy-options.js';
import { checkDistinctFiles, reportFiles } from './distinct-files.js';

export type OutputOptions = Pick<
  SpyOptions,
  'har' | 'ndjson' | 'rotate' | 'filter' | 'redact' | 'redactPatterns' | 'redactNames' | 'redactKey'
>;

/** Throws SpyError: SPY_CONFIG for two outputs to one file, SPY_SECRET_UNREADABLE. */
export async function outputOptions(config: Config): Promise<OutputOptions> {
  const { har, ndjson, report, rotateSize, rotateEvery, filter } = config;
  checkDistinctFiles([
    { by: '--har', path: har },
    { by: '--ndjson', path: ndjson },
    ...reportFiles(report),
  ]);
  return {
    ...(har === undefined ? {} : { har: output(har) }),
    ...(ndjson === undefined ? {} : { ndjson: output(ndjson) }),
    rotate: { bytes: rotateSize, ...(rotateEvery === undefined ? {} : { ms: rotateEvery }) },
    ...(filter === undefined ? {} : { filter }),
    ...(await redactionOptions(config)),
  };
}

/** What is secret besides what is known to be. Throws SpyError SPY_SECRET_UNREADABLE. */
export async function redactionOptions(config: Config): Promise<RedactionOptions> {
  const { redactKey } = config;
  return {
    redact: config.redact,
    redactPatterns: config.redactPattern,
    redactNames: config.redactName,
    ...(redactKey === undefined ? {} : { redactKey: (await readSecret(redactKey)).secret }),
  };
}

const output = (path: string): string | Writable => (path === '-' ? process.stdout : path);
