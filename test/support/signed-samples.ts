/** What projects sign with django.core.signing: fixtures/sessions/django/signed.json. */
import { readFileSync } from 'node:fs';

const file = new URL('../../fixtures/sessions/django/signed.json', import.meta.url);
// Written by make_signed.py beside it.
const { samples } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly samples: Readonly<Record<string, string>>;
};

export const SIGNED_SECRET = 'examined-secret';
/** Unix seconds. */
export const SIGNED_AT = 1_700_000_000;

/** All of them. */
export const signedSamples: readonly string[] = Object.values(samples);

/** The value of that name; fails for a name that there is not. */
export function signedSample(name: string): string {
  const sample = samples[name];
  if (sample === undefined) throw new Error(`no such sample: ${name}`);
  return sample;
}
