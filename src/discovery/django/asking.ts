/** Asks a project's Python interpreters for its settings, one after another until one can tell them. */
import { pythonCandidates } from '../python/interpreters.js';
import { runPython, type PythonRun } from '../python/run.js';
import { reportFrom, type DjangoReport } from './report/report.js';
import { DJANGO_SCRIPT } from './script.js';

export interface AskOptions {
  /** For all interpreters tried together, in milliseconds. */
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

export type Asked =
  | (Extract<DjangoReport, { kind: 'facts' }> & {
      /** The interpreter that told them. */
      readonly python: string;
    })
  | Extract<DjangoReport, { kind: 'error' }>
  | { readonly kind: 'no-python' | 'no-django' | 'timed-out' | 'odd' };

/**
 * The first complete answer; else the best: settings without the apps, which mostly miss a package that
 * another interpreter has, or the failure that says most.
 */
export async function askProject(folder: string, options: AskOptions): Promise<Asked> {
  const deadline = performance.now() + options.timeLimitMs;
  const { environment, signal } = options;
  let best: Asked = { kind: 'no-python' };
  for (const python of await pythonCandidates(folder, environment)) {
    const timeoutMs = deadline - performance.now();
    const asked: Asked =
      timeoutMs <= 0
        ? { kind: 'timed-out' }
        : answerOf(
            await runPython(python, DJANGO_SCRIPT, {
              folder,
              environment,
              timeoutMs,
              ...(signal === undefined ? {} : { signal }),
            }),
            python,
          );
    if (rank(asked) > rank(best)) best = asked;
    if (asked.kind === 'timed-out' || isComplete(asked)) break;
  }
  return best;
}

const isComplete = (asked: Asked): boolean => asked.kind === 'facts' && !asked.isPartial;

function answerOf(run: PythonRun, python: string): Asked {
  switch (run.kind) {
    case 'answered': {
      const report = reportFrom(run.answer);
      return report.kind === 'facts' ? { ...report, python } : report;
    }
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

const RANKS: readonly Asked['kind'][] = [
  'no-python',
  'no-django',
  'odd',
  'error',
  'timed-out',
  'facts',
];

/** How much an answer says. */
const rank = (asked: Asked): number => RANKS.indexOf(asked.kind) + (isComplete(asked) ? 1 : 0);
