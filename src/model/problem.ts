/** What we could not do or would warn of, and what the user can do about it. A value, never an exception. */

export type ProblemCode =
  // the session cookie and its envelope
  | 'no-secret'
  | 'bad-signature'
  | 'signature-expired'
  | 'cookie-malformed'
  | 'session-id-malformed'
  // the store
  | 'no-store'
  | 'store-missing'
  | 'store-unreachable'
  | 'store-locked'
  | 'store-refused'
  | 'store-timeout'
  | 'table-missing'
  | 'store-unsuitable'
  | 'session-not-in-store'
  | 'session-expired'
  // the payload
  | 'payload-malformed'
  | 'payload-too-large'
  | 'payload-unsafe'
  // the user
  | 'user-not-found'
  | 'user-inactive'
  | 'user-lookup-failed'
  | 'session-hash-mismatch'
  | 'backend-unknown'
  | 'hash-unverifiable'
  // the project's settings
  | 'settings-uncertain'
  // a value examined by itself
  | 'age-not-checked'
  | 'max-age-assumed'
  | 'clock-skew'
  | 'not-as-given'
  | 'hash-not-checked'
  | 'csrf-mismatch'
  | 'cookie-attributes'
  // the observer itself
  | 'recording'
  | 'not-settled'
  | 'unrecognised';

export interface Problem {
  readonly code: ProblemCode;
  /** `note`: worth knowing; `warning`: something is off; `error`: we could not read what we should. */
  readonly severity: 'note' | 'warning' | 'error';
  /** One sentence; no session id, secret or cookie value in it. */
  readonly message: string;
  /** What to do about it, as one imperative sentence. */
  readonly remedy?: string;
}

export const problem = (
  severity: Problem['severity'],
  code: ProblemCode,
  message: string,
  remedy?: string,
): Problem => ({ code, severity, message, ...(remedy === undefined ? {} : { remedy }) });
