/**
 * A hundred thousand values that nobody meant. None may throw, and none may be called verified that is
 * not, bit by bit, what some Django signed with that very key. How long they take: test/bench.
 */
import { describe, expect, it } from 'vitest';
import { examine } from '../../../src/frameworks/django/examine.js';
import { unquote } from '../../../src/frameworks/django/cookies.js';
import { payloadJson } from '../../../src/model/payload-json.js';
import type { Examination } from '../../../src/model/examination.js';
import type { Integrity } from '../../../src/model/session.js';
import type { EpochMs } from '../../../src/model/time.js';
import { keyRing } from '../../support/django-vectors.js';
import { bombCases, fuzzCases, realValues, type FuzzCase } from '../../support/fuzz-cases.js';

const COUNT = 100_000;
const SEED = 20_261_122;
/** Milliseconds since the epoch. */
const NOW = 1_795_380_000_000 as EpochMs;

function examined({ value, secret, salt }: FuzzCase): Examination | undefined {
  const options = salt === undefined ? { now: NOW } : { now: NOW, salt };
  return examine(value, keyRing('another', secret), new Map(), options);
}

/** What a signature covers and the signature itself, in whichever form. */
function signedMatter(text: string): readonly string[] {
  const bytes = Buffer.from(pythonLetters(text), 'base64').toString('latin1');
  return [`text ${text}`, `bytes ${bytes}`];
}

/**
 * What counts for Python in base64: it skips characters of no meaning, and stops where padding completes
 * a group of four. So they make no difference to what is signed.
 */
function pythonLetters(text: string): string {
  let [letters, padding] = ['', 0];
  for (const character of text) {
    const isLetter = /[A-Za-z0-9+/]/.test(character);
    letters += isLetter ? character : '';
    if (isLetter) padding = 0;
    else if (character === '=' && letters.length % 4 >= 2) padding += 1;
    if (padding > 0 && (letters.length % 4) + padding >= 4) break;
  }
  return letters;
}

const genuine = new Set(
  realValues.flatMap(({ text, secret }) =>
    signedMatter(text).map((matter) => `${secret} ${matter}`),
  ),
);

/** Whether Django signed exactly this with that secret; a cookie counts without its quotes. */
function isGenuine({ value, secret }: FuzzCase): boolean {
  if (value.kind === 'bytes') return false;
  return [value.text, unquote(value.text)]
    .flatMap(signedMatter)
    .some((matter) => genuine.has(`${secret} ${matter}`));
}

const INTEGRITIES: readonly Integrity[] = ['verified', 'not-signed', 'bad-signature', 'expired'];

describe('values that nobody meant', () => {
  it(`are never verified falsely, and never throw: ${COUNT}`, { timeout: 300_000 }, () => {
    let verified = 0;
    for (const fuzzed of fuzzCases(COUNT, SEED)) {
      const found = examined(fuzzed);
      if (found === undefined) continue;
      // expect() for each of them would take longer than all else.
      if (!INTEGRITIES.includes(found.integrity)) throw new Error(failure(fuzzed, found));
      if (found.signedWith === undefined) {
        if (found.integrity === 'verified' || found.integrity === 'expired') {
          throw new Error(failure(fuzzed, found));
        }
        continue;
      }
      verified += 1;
      if (found.signedWith.keyIndex !== 1 || !isGenuine(fuzzed)) {
        throw new Error(failure(fuzzed, found));
      }
    }
    // Those that were left as they were, in a cookie, or whose change made no difference.
    expect(verified).toBeGreaterThan(COUNT / 50);
  });

  it('may be as large as is looked at, and unfold to more', { timeout: 120_000 }, () => {
    for (const bomb of bombCases()) {
      const found = examined(bomb);
      expect(found?.integrity, bomb.how).not.toBe('verified');
      if (found?.payload !== undefined) {
        expect(JSON.stringify(payloadJson(found.payload)).length, bomb.how).toBeLessThan(5e7);
      }
    }
  });
});

const failure = ({ how, value, secret, salt }: FuzzCase, found: Examination): string =>
  JSON.stringify({ how, value, secret, salt, found }, null, 1).slice(0, 4000);
