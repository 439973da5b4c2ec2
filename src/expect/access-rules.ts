/**
 * Rules about who asks for what. They let through only users who are known to be right: one who could not
 * be named fails as well, and the violation says that this is the reason.
 */
import { identityLabel } from '../model/identity.js';
import type { PathTest } from './path-pattern.js';
import {
  ASIDE,
  failed,
  failedUnproven,
  HELD,
  stateless,
  unknownUser,
  type RuleBody,
} from './rule.js';
import type { Who } from './who.js';

/** `wanted` and `path` as written, for sentences. */
export const onlyOn = (who: Who, wanted: string, isOn: PathTest, path: string): RuleBody =>
  stateless(`nothing came on ${path}`, ({ exchange, session }) => {
    if (!isOn(exchange.request.target)) return ASIDE;
    if (session === undefined) {
      return failedUnproven(`Only ${wanted} may; ${lowerFirst(unknownUser(undefined) ?? '')}`);
    }
    const answer = who(session.actor);
    if (answer === true) return HELD;
    if (answer !== false) return failedUnproven(`Only ${wanted} may; ${answer}.`);
    return failed(`Only ${wanted} may, and this was ${identityLabel(session.actor)}.`);
  });

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
