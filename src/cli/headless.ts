/**
 * A running spy on stderr: one ready line, one line per exchange, one line when its condition changes,
 * and one the first time a user cannot be named, with what to do about it.
 */
import type { Filter } from '../filter/filter.js';
import type { SpyStatus } from '../model/journal-event.js';
import type { Observation } from '../model/observation.js';
import type { Problem, ProblemCode } from '../model/problem.js';
import { summaryOf } from '../model/summary.js';
import type { Spy } from '../spy.js';
import { sanitise } from '../tui/sanitise.js';
import { exchangeLine } from './exchange-line.js';

export interface HeadlessOptions {
  /** No line per exchange. */
  readonly quiet: boolean;
  /** Lines of those exchanges only that it lets through. */
  readonly filter?: Filter | undefined;
  readonly write: (line: string) => void;
}

/** Follows the spy until the returned function is called. */
export function followHeadless(spy: Spy, options: HeadlessOptions): () => void {
  const { quiet, filter, write } = options;
  let known: readonly Problem[] = [];
  const tellCondition = ({ problems }: SpyStatus): void => {
    for (const problem of problems) {
      if (!known.includes(problem)) write(`sessionspy: ${problemText(problem)}`);
    }
    if (known.length > 0 && problems.length === 0) write('sessionspy: all is well again');
    known = problems;
  };
  write(readyLine(spy));
  tellCondition(spy.journal.status);
  const toldReasons = new Set<ProblemCode>();
  const tellReason = ({ session }: Observation): void => {
    const because = session?.actor.kind === 'unknown' ? session.actor.because : undefined;
    if (because === undefined || because.severity === 'note') return;
    const isTold = toldReasons.has(because.code) || known.some(({ code }) => code === because.code);
    toldReasons.add(because.code);
    if (!isTold) write(`sessionspy: ${spy.redactor.sweep(problemText(because))}`);
  };
  return spy.journal.subscribe((event) => {
    if (event.kind === 'status') tellCondition(event.status);
    if (event.kind !== 'observed' || !event.observation.settled) return;
    if (!isWanted(event.observation, filter)) return;
    if (!quiet) write(exchangeLine(event.observation, spy.redactor));
    tellReason(event.observation);
  });
}

/** Whether a filter lets it through; without one, all are wanted. */
export const isWanted = (observation: Observation, filter: Filter | undefined): boolean =>
  filter === undefined ||
  filter.matches({
    summary: summaryOf(observation),
    marked: false,
    whole: () => observation,
  });

/** Stable, for programs to read: `sessionspy: listening on URL -> TARGET`; docs/run.md promises it. */
const readyLine = (spy: Spy): string =>
  `sessionspy: listening on ${spy.url} -> ${sanitise(spy.target)}`;

/** The problem and what to do about it, as one line. */
export const problemText = (problem: Problem): string =>
  sanitise([problem.message, problem.remedy].filter((part) => part !== undefined).join(' '));
