/** Rules about answers. */
import { ASIDE, failed, HELD, stateless, undecided, type RuleBody } from './rule.js';

/** Also what sessionspy answers where the app does not: 502 and 504. */
export const noServerErrors: RuleBody = stateless('no answer was seen', ({ exchange }) => {
  const { response, outcome } = exchange;
  if (response === undefined) {
    return outcome.kind === 'server-failed' ? undecided('There is no answer to judge.') : ASIDE;
  }
  const { status, author } = response;
  if (status < 500) return HELD;
  if (author === 'server') return failed(`The app answered ${status}.`);
  const reason = outcome.kind === 'server-failed' ? `: ${outcome.message.replace(/\.$/, '')}` : '';
  return failed(`sessionspy answered ${status} in the app's place${reason}.`);
});
