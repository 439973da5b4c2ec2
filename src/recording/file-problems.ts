/** What can be wrong with a recording, in words. Pure. */
import { problem, type Problem } from '../model/problem.js';
import type { EntryCounts } from './entry-events.js';
import type { ScanEnd } from './entry-scanner.js';

/** Why a file is no HAR, as one sentence. */
export function notHar(path: string, end: ScanEnd): string {
  switch (end.kind) {
    case 'empty':
      return `"${path}" is empty: there is nothing recorded in it.`;
    case 'broken':
      if (end.hasLog || end.how === 'ends') {
        return `"${path}" ends before its first entry: nothing recorded is in it.`;
      }
      return `"${path}" is no JSON (from byte ${end.offset} on): name a HAR file.`;
    case 'whole':
      return `"${path}" is JSON, but no HAR: it has no log with entries.`;
    default:
      return end satisfies never;
  }
}

/** How reading ended; undefined where all is well. */
export function endProblem(file: string, end: ScanEnd): Problem | undefined {
  if (end.kind !== 'broken') return undefined;
  const what = end.how === 'ends' ? 'ends early' : 'is damaged';
  return problem(
    'warning',
    'recording',
    `${file} ${what}, after ${end.offset} bytes: every whole entry before that is shown.`,
  );
}

/** What the entries lacked, by key. */
export function entryProblems(file: string, counts: EntryCounts): ReadonlyMap<string, Problem> {
  const problems = new Map<string, Problem>();
  const { unusable, firstFault, foreign, hasCookies } = counts;
  if (unusable > 0) {
    const number = unusable === 1 ? '1 entry' : `${unusable} entries`;
    const message = `${number} of ${file} cannot be shown: ${unusable === 1 ? '' : 'the first, '}${firstFault ?? ''}.`;
    problems.set('unusable', problem('warning', 'recording', message));
  }
  if (foreign > 0 && !hasCookies) {
    const message = `${file} holds no cookies, so nobody can be named.`;
    problems.set('cookies', problem('warning', 'recording', message, WITH_COOKIES));
  }
  return problems;
}

const WITH_COOKIES =
  "Record it with them: in Chrome's developer tools by the export with sensitive data.";
