/**
 * Discovery in a folder with manage.py: the project's own Python is asked once, and where that cannot
 * be, its settings files are read. Whichever it was, the user is told, in one line and its problems.
 */
import { basename, relative } from 'node:path';
import { problem, type Problem } from '../../model/problem.js';
import { describeDjango } from './description.js';
import type { DjangoFacts } from './facts.js';
import { reportFrom, type DjangoReport, type PythonError } from './report.js';
import { DJANGO_SCRIPT } from './script.js';
import { readSettings, settingsModule } from './static.js';
import type { Discovery } from '../discovery.js';
import { pythonCandidates } from '../python/interpreters.js';
import { runPython, type PythonRun } from '../python/run.js';

export interface DjangoOptions {
  /** Whether the project's Python may be run. */
  readonly run: boolean;
  /** For all interpreters tried together, in milliseconds. */
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

/** `folder` is absolute and holds a manage.py. */
export async function discoverDjango(folder: string, options: DjangoOptions): Promise<Discovery> {
  const asked = options.run ? await askProject(folder, options) : undefined;
  if (asked?.kind === 'facts') {
    return describeDjango(folder, asked.facts, {
      isRun: true,
      problems: asked.notes.map(noteProblem),
    });
  }
  const read = readSettings(folder, options.environment);
  const facts: DjangoFacts = read?.facts ?? { settings: new Map(), secrets: [] };
  const why = asked === undefined ? [] : [notRunProblem(asked)];
  const problems = [...why, ...readingProblems(folder, read?.unclear, options)];
  return describeDjango(folder, facts, { isRun: false, problems });
}

type Asked =
  | Extract<DjangoReport, { kind: 'facts' | 'error' }>
  | { readonly kind: 'no-python' | 'no-django' | 'timed-out' | 'odd' };

/** Asks one interpreter after another until one gives the settings; else the first real failure. */
async function askProject(folder: string, options: DjangoOptions): Promise<Asked> {
  const deadline = performance.now() + options.timeLimitMs;
  let failure: Asked = { kind: 'no-python' };
  for (const python of await pythonCandidates(folder, options.environment)) {
    const timeoutMs = deadline - performance.now();
    if (timeoutMs <= 0) return { kind: 'timed-out' };
    const { environment, signal } = options;
    const run = await runPython(python, DJANGO_SCRIPT, {
      folder,
      environment,
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });
    const report = reportOf(run);
    if (report.kind === 'facts' || report.kind === 'timed-out') return report;
    if (rank(report) > rank(failure)) failure = report;
  }
  return failure;
}

function reportOf(run: PythonRun): Asked {
  switch (run.kind) {
    case 'answered':
      return reportFrom(run.answer);
    case 'timed-out':
      return { kind: 'timed-out' };
    case 'broke-off':
      return { kind: 'odd' };
    case 'no-answer':
      return { kind: 'no-python' };
    default:
      return run satisfies never;
  }
}

/** How much a failure says: the project's own error most. */
const rank = ({ kind }: Asked): number => ['no-python', 'no-django', 'odd', 'error'].indexOf(kind);

function notRunProblem(asked: Exclude<Asked, { kind: 'facts' }>): Problem {
  const uncertain = (message: string, remedy: string): Problem =>
    problem('warning', 'settings-uncertain', message, remedy);
  const otherwise = 'or give --secret and --store';
  switch (asked.kind) {
    case 'no-python':
      return uncertain(
        'No Python was found to ask the project for its settings, so its files were read.',
        `Start sessionspy in the project's virtualenv, ${otherwise}.`,
      );
    case 'no-django':
      return uncertain(
        'No Python here has Django, so the settings were read from the files.',
        `Start sessionspy in the project's virtualenv, ${otherwise}.`,
      );
    case 'timed-out':
      return uncertain(
        'The project took too long to load its settings, so its files were read.',
        'Use --no-discover and give --secret and --store.',
      );
    case 'odd':
      return uncertain(
        'Python ended without an answer about the settings, so the files were read.',
        `Check that \`python manage.py check\` works, ${otherwise}.`,
      );
    case 'error':
      return uncertain(
        `The project could not be loaded (${errorText(asked.error)}), so its files were read.`,
        `Start sessionspy with the environment of the server, ${otherwise}.`,
      );
    default:
      return asked satisfies never;
  }
}

/** Where, and what kind; the message only of errors that are about names, since others may hold secrets. */
function errorText({ type, message, at }: PythonError): string {
  const place =
    at === undefined ? '' : ` in ${at.file}${at.line === undefined ? '' : `:${at.line}`}`;
  const isAboutNames = /^(ModuleNotFound|Import|Key|Name|Attribute|Syntax|Indentation)Error$/.test(
    type,
  );
  const detail =
    message
      .split('\n', 1)[0]
      ?.replaceAll(/[^\x20-\x7e]/g, '?')
      .slice(0, 120) ?? '';
  return isAboutNames && detail !== '' ? `${type}: ${detail}${place}` : `${type}${place}`;
}

/** `unclear` undefined: there was nothing to read. */
function readingProblems(
  folder: string,
  unclear: readonly string[] | undefined,
  options: DjangoOptions,
): readonly Problem[] {
  if (unclear === undefined) return [noSettingsProblem(folder, options)];
  return unclear.length === 0 ? [] : [unclearProblem(unclear)];
}

const noteProblem = (error: PythonError): Problem =>
  problem(
    'warning',
    'settings-uncertain',
    `A part of the project's settings could not be had (${errorText(error)}).`,
    'Check that `python manage.py check` works.',
  );

/** All of them in one sentence, for they have one remedy. */
function unclearProblem(names: readonly string[]): Problem {
  const last = names.at(-1) ?? '';
  const list = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  return problem(
    'warning',
    'settings-uncertain',
    `${list} cannot be told without running the project.`,
    "Start sessionspy in the project's virtualenv, or give --secret, --store and --cookie-name.",
  );
}

function noSettingsProblem(folder: string, { environment }: DjangoOptions): Problem {
  const module = settingsModule(folder, environment);
  const place = relative('', folder) || basename(folder);
  return problem(
    'warning',
    'settings-uncertain',
    module === undefined
      ? `manage.py in ${place} does not name a settings module that could be read.`
      : `The settings module ${module} was not found in ${place}.`,
    'Set DJANGO_SETTINGS_MODULE, or give --secret and --store.',
  );
}
