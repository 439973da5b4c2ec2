/** The environment that a settings file sees: ours, and what the settings themselves put into it. */
import { UNKNOWN, type PythonValue, type Variables } from './values.js';

/** A copy: nothing is written back. */
export function variablesOf(environment: Readonly<NodeJS.ProcessEnv>): Variables & {
  /** Those whose value is known. */
  known(): ReadonlyMap<string, string>;
} {
  const known = new Map<string, string>();
  const unclear = new Set<string>();
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined) known.set(name, value);
  }
  return {
    get: (name) => (unclear.has(name) ? { kind: 'unknown' } : (known.get(name) ?? null)),
    set: (name, value) => {
      unclear.delete(name);
      if (value !== undefined) {
        known.set(name, value);
      } else {
        known.delete(name);
        unclear.add(name);
      }
    },
    known: () => known,
  };
}

/** `os.environ.get(name, fallback)`. */
export function variable(
  name: PythonValue | undefined,
  fallback: PythonValue,
  environment: Variables,
): PythonValue {
  return typeof name === 'string' ? (environment.get(name) ?? fallback) : UNKNOWN;
}

/** Adds what a file says; variables that are there already win, unless `override`. */
export function addVariables(
  environment: Variables,
  entries: Iterable<readonly [string, string | undefined]>,
  override: boolean,
): void {
  for (const [name, value] of entries) {
    if (override || environment.get(name) === null) environment.set(name, value);
  }
}
