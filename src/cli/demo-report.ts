/** What the demo's visit showed, in a few lines: per connection its users, logins and logouts. */
import { identityLabel } from '../model/identity.js';
import type { ConnectionId } from '../model/ids.js';
import type { Observation } from '../model/observation.js';
import { transitionText } from '../model/transition-text.js';
import { sanitise } from '../tui/sanitise.js';

/** Lines for stdout; `har` is where the recording is. */
export function demoReport(
  observations: readonly Observation[],
  har: string | undefined,
): readonly string[] {
  const byConnection = new Map<ConnectionId, Observation[]>();
  for (const observation of observations) {
    const { connectionId } = observation.exchange;
    byConnection.set(connectionId, [...(byConnection.get(connectionId) ?? []), observation]);
  }
  const lines = [...byConnection].flatMap(([connection, exchanges]) => [
    '',
    `connection ${connection}: ${exchanges.length} requests by ${usersOf(exchanges)}`,
    ...exchanges.flatMap(notableText),
  ]);
  const recorded =
    har === undefined ? [] : ['', `The recording is ${har}: open it in any HAR viewer.`];
  return ['', 'What was seen:', ...lines, ...recorded];
}

function usersOf(exchanges: readonly Observation[]): string {
  const names = exchanges.map(({ session }) => session && identityLabel(session.actor));
  return [...new Set(names)]
    .filter((name) => name !== undefined)
    .map((name) => sanitise(name))
    .join(', ');
}

/** The exchanges that changed who somebody is or which id they have. */
function notableText({ exchange, session }: Observation): string[] {
  const isNotable =
    session?.kinds.some((kind) => kind !== 'changed' && kind !== 'created') === true;
  if (!isNotable) return [];
  const { method, target } = exchange.request;
  return [`  ${sanitise(`${method} ${target}`).padEnd(20)} ${sanitise(transitionText(session))}`];
}
