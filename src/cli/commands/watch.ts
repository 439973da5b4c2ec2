/**
 * `sessionspy --target URL`: the proxy, with the screen or headless; with `-- COMMAND`, for as long as
 * that runs.
 */
import type { Config } from '../../config/options.js';
import type { RawLayer } from '../../config/resolve.js';
import { SpyError } from '../../errors.js';
import { describeTarget, parseTarget } from '../../proxy/target.js';
import type { Spy } from '../../spy.js';
import { startSpy } from '../../spy-start.js';
import { awaitTarget, durationText } from '../await-target.js';
import { signalExitCode, type ChildCommand } from '../child-command.js';
import { chosenFilter } from '../chosen-filter.js';
import { closingLine } from '../closing-line.js';
import type { PreparedExpectations } from '../expecting.js';
import { reopeningOnHangUp } from '../hang-up.js';
import { hasScreen, presenter, writeLine, type PresentOptions } from '../present.js';
import { runCommand, writeBeside } from '../run-command.js';
import { RunTotals } from '../run-totals.js';
import { runUntilStopped } from '../run-until-stopped.js';
import { followSettings } from '../settings-following.js';
import { setUpSpy } from '../spy-setup.js';

/** Runs until stopped, or as long as the command does; the exit code. */
export async function watch(flags: RawLayer, command?: ChildCommand): Promise<number> {
  const setup = await setUpSpy(flags);
  const { config, resolved, notices } = setup;
  if (command !== undefined) checkStdout(config);
  const filter = chosenFilter(config.filter, resolved.filter.where);
  const write = command === undefined ? writeLine : writeBeside;
  const expectations = await expectationsOf(config);
  await whenAppIsUp(setup.spy.target, config, write);

  const onScreen = command === undefined && hasScreen(config);
  const tell = (text: string): void => {
    if (!onScreen) write(`sessionspy: ${text}`);
  };
  const { listen = { port: command === undefined ? undefined : 0 } } = config;
  const [run, spy] = await Promise.all([
    command === undefined
      ? alone({ ...config, filter, hints: notices }, onScreen, tell)
      : behind(command, { filter, quiet: !config.verbose || config.quiet }),
    startSpy({ ...setup.spy, listen }),
  ]);
  const totals = RunTotals.following(spy.journal);
  const expecting = expectations?.follow(spy.journal, spy.redactor);
  notices.forEach(tell);
  if (config.verbose) {
    for (const [name, { from, where }] of Object.entries(resolved)) {
      const place = name === 'target' && from === 'flag' ? 'the command line' : where;
      if (from !== 'default') tell(`${name} is from ${place}`);
    }
  }
  const stopFollowing = await followSettings(spy, setup, tell);
  let code: number | undefined;
  try {
    code = await run(spy);
    code = raised(code, (await expecting?.finish()) ?? 0);
  } finally {
    stopFollowing();
    const hasRun = command !== undefined && code !== undefined && !NOT_STARTED.has(code);
    if (hasRun && totals.exchanges === 0) write(`sessionspy: ${NOTHING_CAME}`);
    if (!config.quiet) write(`sessionspy: ${closingLine(totals, recordingsOf(config))}`);
  }
  // Outputs have waited for their reader by now; one who takes nothing must not keep the process.
  if (process.stdout.writableLength > 0) process.exit(code);
  return code;
}

/** What a command ends with that there is none of, or that cannot be executed. */
const NOT_STARTED: ReadonlySet<number> = new Set([126, 127]);

const NOTHING_CAME =
  "No request came through the proxy: let the command ask the address in SESSIONSPY_URL, not the app's own.";

type Run = (spy: Spy) => Promise<number>;

async function alone(
  options: PresentOptions,
  onScreen: boolean,
  tell: (text: string) => void,
): Promise<Run> {
  const present = await presenter(options);
  return (spy) =>
    onScreen
      ? runUntilStopped(spy, present)
      : runUntilStopped(
          spy,
          present,
          reopeningOnHangUp(() => spy.reopen(), tell),
        );
}

/** Lines of exchanges between those of the command are for whoever asks for them. */
const behind =
  (command: ChildCommand, lines: Parameters<typeof runCommand>[2]): Run =>
  (spy) =>
    runCommand(spy, command, lines);

/** An expectation that does not hold is told by the exit code, unless that tells of something else. */
const raised = (code: number, failedExpectations: number): number =>
  code === 0 && failedExpectations > 0 ? 3 : code;

/** Loaded only where there are any. */
async function expectationsOf(config: Config): Promise<PreparedExpectations | undefined> {
  if (config.expect.length + config.report.length === 0) return undefined;
  return (await import('../expecting.js')).prepareExpecting(config);
}

const recordingsOf = ({ har, ndjson }: Config): readonly string[] =>
  [har, ndjson].filter((file) => file !== undefined);

/** Data among the command's own output would be neither. */
function checkStdout(config: Config): void {
  const name = (['har', 'ndjson'] as const).find((each) => config[each] === '-');
  if (name === undefined) return;
  throw new SpyError(
    'SPY_USAGE',
    `The command behind -- has stdout to itself: give --${name} a file instead of -.`,
  );
}

/** Signals end it at once, also where we are the first process of a container. */
async function whenAppIsUp(
  address: string,
  { wait, quiet }: Config,
  write: (line: string) => void,
): Promise<void> {
  if (wait === undefined) return;
  const target = parseTarget(address);
  const end = (signal: NodeJS.Signals): never => process.exit(signalExitCode(signal));
  for (const signal of ENDING) process.on(signal, end);
  await awaitTarget(target, wait, () => {
    const text = `waiting for ${describeTarget(target)}, ${durationText(wait)} at most`;
    if (!quiet) write(`sessionspy: ${text}`);
  });
  for (const signal of ENDING) process.off(signal, end);
}

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
