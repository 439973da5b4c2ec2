/** `sessionspy doctor`: what was found, from where, and whether sessions can be read and users named. */
import type { RawLayer } from '../../config/resolve.js';
import type { Discovery } from '../../discovery/discover.js';
import { problem, type Problem } from '../../model/problem.js';
import { SessionTags } from '../../session/session-tags.js';
import type { SessionOptions } from '../../spy-options.js';
import { openSessions } from '../../spy-sessions.js';
import { checkStores, obstacles } from '../doctor-checks.js';
import { doctorReport, isGrave } from '../doctor-report.js';
import { resolveOptions } from '../resolved-options.js';
import { setUpSessions } from '../session-setup.js';

/** Of each store, the file and line that names it, or how the user did. */
const originsOf = (
  stores: NonNullable<SessionOptions['stores']>,
  found: Discovery | undefined,
  given: string,
): readonly string[] =>
  stores.map((store) => {
    const named = found?.stores.find((each) => each === store);
    return named?.where ?? given;
  });

/** The first of several with one message. */
const eachOnce = (problems: readonly Problem[]): readonly Problem[] =>
  problems.filter(
    ({ message }, index) => problems.findIndex((each) => each.message === message) === index,
  );

/** The exit code: 0 where all can be read, 1 where something cannot. */
export async function doctor(flags: RawLayer): Promise<number> {
  const { config, resolved, warnings } = await resolveOptions(flags);
  const { found, options, notices } = await setUpSessions(config, resolved);
  const sessions = openSessions(options, new SessionTags(new Uint8Array(32)), () => undefined);
  try {
    const checks = await checkStores(sessions);
    const said = found === undefined ? [...warnings, ...notices] : warnings;
    const known = found?.problems ?? [];
    const problems = eachOnce([
      ...obstacles(checks, sessions, known),
      ...said.map((text) => problem('warning', 'settings-uncertain', text)),
      ...known,
    ]);
    const { keys } = sessions.context;
    const origins = originsOf(options.stores ?? [], found, resolved.store.where);
    const lines = doctorReport({
      resolved,
      found,
      keys,
      checks,
      origins,
      problems,
      verbose: config.verbose,
    });
    process.stdout.write(`${lines.join('\n')}\n`);
    return problems.some(isGrave) ? 1 : 0;
  } finally {
    await sessions.close();
  }
}
