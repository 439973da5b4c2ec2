/** The password for a server: of the URL, else the one given beside it, else of the environment. */
import { firstSet } from './driver-url-parts.js';
import type { StoreAccess } from './driver.js';

export interface Password {
  readonly value: string;
  /** For people: `the URL`, `settings.py`, `PGPASSWORD`. */
  readonly origin: string;
}

/** The first of the variables counts that is set. undefined: there is none; an empty one is none. */
export function passwordFor(
  inUrl: string | undefined,
  { password, environment }: StoreAccess,
  ...variables: readonly string[]
): Password | undefined {
  const given = password && new TextDecoder().decode(password.bytes());
  const candidates = [
    { value: firstSet(inUrl), origin: 'the URL' },
    { value: firstSet(given), origin: password?.origin ?? '' },
    ...variables.map((name) => ({ value: firstSet(environment[name]), origin: name })),
  ];
  return candidates.find((one): one is Password => one.value !== undefined);
}
