/**
 * Rules in the language of filters, over exchanges or over how many of them match. A filter knows no doubt:
 * a user who is not known is not `user:ada`, and matches `is:unknown`.
 */
import type { Filter } from '../filter/filter.js';
import {
  ASIDE,
  failed,
  failedUnproven,
  HELD,
  stateless,
  unknownUser,
  type RuleBody,
} from './rule.js';

const NO_EXCHANGE = 'no exchange was seen';

export const none = (filter: Filter): RuleBody =>
  stateless(NO_EXCHANGE, (_, row) =>
    filter.matches(row) ? failed(`It matches ${filter.source}.`) : HELD,
  );

/** Of the exchanges that match `subject`, each must match `wanted`; without a subject, of all. */
export function every(subject: Filter | undefined, wanted: Filter): RuleBody {
  const unseen = subject === undefined ? NO_EXCHANGE : `nothing matched ${subject.source}`;
  return stateless(unseen, ({ session }, row) => {
    if (subject?.matches(row) === false) return ASIDE;
    if (wanted.matches(row)) return HELD;
    const why = `It does not match ${wanted.source}.`;
    const doubt = unknownUser(session?.actor);
    if (doubt === undefined || !ASKS_FOR_USER.test(wanted.source)) return failed(why);
    return failedUnproven(`${why} The user is not known: ${doubt}`);
  });
}

/** Terms that depend on who asked. */
const ASKS_FOR_USER = /\b(?:user|who|is):/i;

/** How many may match. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export const counted = (filter: Filter, { min, max }: Bounds): RuleBody => ({
  unseen: NO_EXCHANGE,
  begin() {
    let matches = 0;
    return {
      judge(_, row) {
        if (!filter.matches(row)) return HELD;
        matches += 1;
        if (matches <= max) return HELD;
        const limit = max === 0 ? 'none may' : `at most ${max} may`;
        return failed(`It is number ${matches} of those that match ${filter.source}; ${limit}.`);
      },
      lacks: () =>
        matches >= min
          ? undefined
          : `${matches === 0 ? 'none matches' : `${matches} match`} ${filter.source}, and at least ${min} must`,
    };
  },
});
