/**
 * Misuse and broken environments, as exceptions with a stable code. What happens in normal traffic
 * is a value instead (model/problem.ts). docs/errors.md lists the codes; a test keeps both equal.
 */

/** Every code, with the exit code of the command line that it leads to. */
export const ERROR_CODES = {
  SPY_USAGE: 2,
  SPY_CONFIG: 2,
  SPY_TARGET_INVALID: 2,
  SPY_TARGET_LOOP: 2,
  SPY_SECRET_UNREADABLE: 2,
  SPY_STORE_INVALID: 2,
  SPY_PACKAGE_MISSING: 2,
  SPY_RECORDING_UNREADABLE: 2,
  SPY_CANNOT_LISTEN: 4,
  SPY_TARGET_UNREACHABLE: 5,
  SPY_OUTPUT_UNWRITABLE: 6,
  SPY_PROXY_DIED: 1,
  SPY_TIMEOUT: 1,
  SPY_CLOSED: 1,
  SPY_SESSION_UNKNOWN: 1,
} as const;

export type SpyErrorCode = keyof typeof ERROR_CODES;

/** `message` says what was wrong and what to do, in one sentence. */
export class SpyError extends Error {
  override readonly name = 'SpyError';
  readonly code: SpyErrorCode;

  constructor(code: SpyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** The exit code of a command that fails with this error. */
  get exitCode(): number {
    return ERROR_CODES[this.code];
  }
}
