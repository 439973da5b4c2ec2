/**
 * `sessionspy show FILE.har`: a recording in the screen; without a terminal, one line per exchange on
 * stdout. Nothing of a project is run or asked unless --project names it: a recording may be of another
 * day and another machine.
 */
import type { RawLayer } from '../../config/resolve.js';
import type { Filter } from '../../filter/filter.js';
import { openRecording, type Recording, type RecordingOptions } from '../../recording.js';
import type { ScreenActions } from '../../tui/screen/actions.js';
import { runScreen } from '../../tui/screen/run.js';
import { chosenFilter } from '../chosen-filter.js';
import { exchangeLine } from '../exchange-line.js';
import { isWanted, problemText } from '../headless.js';
import { redactionOptions } from '../output-options.js';
import { hasScreen, screenEnvironment, writeLine, type PresentOptions } from '../present.js';
import { quietWriter } from '../quiet-writer.js';
import { progressShare } from '../reading-progress.js';
import { resolveOptions } from '../resolved-options.js';
import { runUntilStopped } from '../run-until-stopped.js';
import { screenActions } from '../screen-actions.js';
import { setUpSessions } from '../session-setup.js';

/** The exit code. */
export async function show(flags: RawLayer, file: string): Promise<number> {
  const choices = await resolveOptions(flags);
  const { config, resolved } = choices;
  const isNamed = resolved.project.from !== 'default';
  const filter = chosenFilter(config.filter, resolved.filter.where);
  const sessions = await setUpSessions({ ...config, discover: isNamed }, resolved, false);
  const options = {
    ...sessions.options,
    ...(await redactionOptions(config)),
    maxBodyBytes: config.maxBody,
    maxExchanges: config.maxExchanges,
    maxMemoryBytes: config.maxMemory,
  };
  const notices = [...choices.warnings, ...sessions.notices];
  if (hasScreen({ headless: config.headless })) {
    return onScreen(file, options, notices, { ...config, filter });
  }
  if (!config.quiet) for (const notice of notices) writeLine(`sessionspy: ${notice}`);
  return asLines(file, options, filter);
}

async function onScreen(
  file: string,
  options: RecordingOptions,
  hints: readonly string[],
  { color, mouse, filter }: Pick<PresentOptions, 'color' | 'mouse' | 'filter'>,
): Promise<number> {
  let refresh = (): void => undefined;
  const recording = await openRecording(file, {
    ...options,
    onProgress: () => {
      refresh();
    },
  });
  return runUntilStopped(recording, () => {
    const screen = runScreen({
      journal: recording.journal,
      info: {
        title: recording.progress.file,
        origin: recording.target,
        about: () => aboutText(recording),
        hints,
        progress: () => progressShare(recording.progress),
      },
      actions: actionsFor(recording, options),
      mouse,
      ...(filter === undefined ? {} : { filter: filter.source }),
      env: screenEnvironment(color),
    });
    refresh = () => {
      screen.refresh();
    };
    recording.start();
    return {
      ended: screen,
      restore: () => {
        screen.restore();
      },
    };
  });
}

const aboutText = ({ tool, target }: Recording): string =>
  tool === undefined ? `recorded of ${target}` : `recorded by ${tool}, of ${target}`;

/** A recording has no store of its own: without one that was given there is nothing to ask. */
function actionsFor(recording: Recording, { stores = [] }: RecordingOptions): ScreenActions {
  const actions = screenActions(recording);
  if (stores.length > 0) return actions;
  const why = 'A recording has no store to ask: give one with --store, or watch the app itself.';
  return { ...actions, rereadSession: () => Promise.reject(new Error(why)) };
}

/** Exchanges that are held while their lines are written: nothing else needs them. */
const HELD = 1000;

/** Reading waits for whoever reads the lines, and ends when they leave. */
async function asLines(
  file: string,
  options: RecordingOptions,
  filter: Filter | undefined,
): Promise<number> {
  const writer = quietWriter(process.stdout);
  let lines: string[] = [];
  const flush = async (): Promise<void> => {
    const text = lines.map((line) => `${line}\n`).join('');
    lines = [];
    if (text !== '' && !(await writer.write(text))) void recording.close();
  };
  const recording: Recording = await openRecording(file, {
    ...options,
    maxBodyBytes: 0,
    maxExchanges: HELD,
    pace: () => (lines.length < LINES_AT_ONCE ? undefined : flush()),
  });
  recording.journal.subscribe((event) => {
    if (event.kind !== 'observed' || !isWanted(event.observation, filter)) return;
    if (event.observation.settled) {
      lines.push(exchangeLine(event.observation, recording.redactor));
    }
  });
  await recording.idle();
  await flush();
  for (const problem of recording.problems) writeLine(`sessionspy: ${problemText(problem)}`);
  await recording.close();
  return 0;
}

const LINES_AT_ONCE = 64;
