/**
 * Which cookie values can tell one client from another: those with a long random-looking part, as
 * session ids, CSRF tokens and signed payloads have. `some_value_42`, `dark` or `de-DE` cannot.
 */

/** A run that is long enough for a 64-bit id in hex; `%3A`, `.` and `:` part an id from its decoration. */
const LONG_RUN = /[A-Za-z0-9_-]{16,}/g;

/** Fewer different characters than that are a ruler or a row of zeros, not randomness. */
const MIN_DISTINCT = 6;

/** Whether two clients hardly ever hold this same value by chance. Linear in the length. */
export const isIdentifying = (value: string): boolean =>
  (value.match(LONG_RUN) ?? []).some(
    (run) => /\d/.test(run) && /[A-Za-z]/.test(run) && new Set(run).size >= MIN_DISTINCT,
  );
