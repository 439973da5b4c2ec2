/** A running spy on stderr: one ready line, one line per exchange, one line when its condition changes. */
import type { JournalEvent } from '../model/journal-event.js';
import type { Problem } from '../model/problem.js';
import type { Spy } from '../spy.js';
import { sanitise } from '../tui/sanitise.js';
import { exchangeLine } from './exchange-line.js';

export interface HeadlessOptions {
  /** No line per exchange. */
  readonly quiet: boolean;
  readonly write: (line: string) => void;
}

/** Follows the spy until the returned function is called. */
export function followHeadless(spy: Spy, options: HeadlessOptions): () => void {
  const { quiet, write } = options;
  let known: readonly Problem[] = [];
  const onEvent = (event: JournalEvent): void => {
    if (event.kind === 'observed' && event.observation.settled && !quiet) {
      write(exchangeLine(event.observation));
    }
    if (event.kind !== 'status') return;
    for (const problem of event.status.problems) {
      if (!known.includes(problem)) write(`sessionspy: ${problemText(problem)}`);
    }
    const isMended = known.length > 0 && event.status.problems.length === 0;
    if (isMended) write('sessionspy: all is well again');
    known = event.status.problems;
  };
  write(readyLine(spy));
  return spy.journal.subscribe(onEvent);
}

/** Machine-readable up to the arrow: `sessionspy: listening on URL -> TARGET`. */
const readyLine = (spy: Spy): string =>
  `sessionspy: listening on ${spy.url} -> ${sanitise(spy.target)}`;

/** The problem and what to do about it, as one line. */
export const problemText = (problem: Problem): string =>
  sanitise([problem.message, problem.remedy].filter((part) => part !== undefined).join(' '));
