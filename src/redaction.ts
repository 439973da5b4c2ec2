/**
 * The part of the composition root that says by what rules secrets are left out of everything that
 * outlives a run, and with what key the names that stand for them are made.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { SpyError } from './errors.js';
import type { Shown } from './expect/expectations.js';
import { learnSecrets } from './har/learn-secrets.js';
import { redactUrl } from './har/redact-url.js';
import { secretPattern, type SecretPattern } from './har/redact-patterns.js';
import { Redactor, type RedactMode } from './har/redact.js';
import type { Secret } from './model/keyring.js';
import type { Observation } from './model/observation.js';
import { SessionTags } from './session/session-tags.js';
import type { SessionOptions } from './spy-options.js';

/** The same for whoever watches an app and for whoever reads a recording. */
export interface RedactionOptions {
  readonly redact?: RedactMode;
  /** Regular expressions (RE2 syntax) of what is secret besides; of one with a group, its first group. */
  readonly redactPatterns?: readonly string[];
  /** Names of cookies, fields, parameters and keys whose values are secret besides. */
  readonly redactNames?: readonly string[];
  /** Equal secrets have equal pseudonyms in all runs with this key; random by default. */
  readonly redactKey?: string | Secret;
}

/** What leaves secrets out. Throws SpyError SPY_CONFIG for rules that cannot be used. */
export const redactorOf = (options: RedactionOptions & SessionOptions): Redactor =>
  new Redactor({
    mode: checkedMode(options.redact),
    key: keyFor('pseudonyms', options.redactKey),
    secretCookies: secretCookies(options),
    names: (options.redactNames ?? []).map(checkedName),
    patterns: (options.redactPatterns ?? []).map(compiled),
  });

/** How expectations may show the texts of exchanges, each of which tells of further secrets. */
export const shownBy =
  (redactor: Redactor) =>
  (observation: Observation): Shown => {
    learnSecrets(observation, redactor);
    return {
      target: (target) => redactUrl(target, redactor),
      text: (text) => redactor.sweep(text),
    };
  };

/** What names sessions: in the same way in all runs with the same key. */
export const sessionTagsOf = ({ redactKey }: RedactionOptions): SessionTags =>
  new SessionTags(keyFor('session tags', redactKey));

/** Cookies that the app's settings name as its session and its CSRF token. */
export const secretCookies = ({ settings = {} }: SessionOptions): readonly string[] =>
  ['SESSION_COOKIE_NAME', 'CSRF_COOKIE_NAME']
    .map((name) => settings[name])
    .filter((value) => typeof value === 'string');

/** A key of its own for each use, so that one's names say nothing of the other's. */
function keyFor(use: string, given: string | Secret | undefined): Uint8Array {
  if (given === undefined) return randomBytes(32);
  const bytes = typeof given === 'string' ? Buffer.from(given, 'utf8') : given.bytes();
  if (bytes.length === 0) {
    throw new SpyError(
      'SPY_CONFIG',
      'The redaction key is empty: give a long random one (openssl rand -hex 32), or none.',
    );
  }
  return createHmac('sha256', bytes).update(`sessionspy ${use}`).digest();
}

// For callers without types, whatever was given is looked at.
function checkedMode(mode: unknown = 'safe'): RedactMode {
  if (mode === 'safe' || mode === 'strict' || mode === 'off') return mode;
  throw new SpyError('SPY_CONFIG', 'The option "redact" must be safe, strict or off.');
}

function checkedName(name: unknown): string {
  if (typeof name === 'string' && name.trim() !== '') return name.trim();
  throw new SpyError(
    'SPY_CONFIG',
    'A name to redact must be a text that is not empty: redactNames: ["badge"].',
  );
}

function compiled(expression: unknown): SecretPattern {
  const pattern =
    typeof expression === 'string' ? secretPattern(expression) : 'must be a text, in RE2 syntax';
  if (typeof pattern !== 'string') return pattern;
  throw new SpyError(
    'SPY_CONFIG',
    `The redaction pattern ${shown(String(expression))} ${pattern}. docs/redaction.md says what can be given.`,
  );
}

const MAX_SHOWN = 60;
const shown = (text: string): string =>
  JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
