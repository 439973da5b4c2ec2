/** The last line of a run: what it came to, and where that is recorded. Pure. */
import { sanitise } from '../tui/sanitise.js';
import type { RunTotals } from './run-totals.js';

/**
 * `212 exchanges (3 failed), 4 users, 9 sessions, 5 logins, 2 logouts; 0 records lost; recording out.har`.
 * `files`: where recordings are; `-` is stdout.
 */
export function closingLine(totals: RunTotals, files: readonly string[]): string {
  const failed = totals.failed === 0 ? '' : ` (${counted(totals.failed)} failed)`;
  const counts = [
    `${plural(counted(totals.exchanges), 'exchange')}${failed}`,
    plural(totals.users, 'user'),
    plural(totals.sessions, 'session'),
    plural(counted(totals.logins), 'login'),
    plural(counted(totals.logouts), 'logout'),
  ];
  const names = files.map((file) => (file === '-' ? 'stdout' : sanitise(file)));
  const recording = totals.isRecordingIncomplete ? 'incomplete recording' : 'recording';
  return [
    counts.join(', '),
    `${plural(counted(totals.lost), 'record')} lost`,
    ...(names.length === 0 ? [] : [`${recording} ${names.join(', ')}`]),
  ].join('; ');
}

const counted = (count: number): string => count.toLocaleString('en-US');

const plural = (count: string, word: string): string =>
  `${count} ${word}${count === '1' ? '' : 's'}`;
