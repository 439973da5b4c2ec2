/** What a list of requests is asked for: the narrowing and the filter, as one test of a summary. */
import type { Filter, Filterable } from '../../filter/filter.js';
import { parseFilter } from '../../filter/parse-filter.js';
import type { JournalReader } from '../../journal/reader.js';
import { EMPTY_SEQS, runOf, type SeqList } from '../../journal/seq-list.js';
import { userKeyOf } from '../../journal/user-rows.js';
import type { Summary } from '../../model/summary.js';
import type { Scope } from '../model.js';

export interface Query {
  readonly scope: Scope;
  readonly filter: string;
  readonly marks: ReadonlySet<number>;
  /** The last exchange that is asked for; undefined: no end. */
  readonly until: number | undefined;
}

/** The shortest list that the journal has at hand and that holds all of what is asked for. */
export function baseOf(journal: JournalReader, { user, session, connection }: Scope): SeqList {
  const lists: SeqList[] = [];
  if (user !== undefined) lists.push(journal.user(user)?.exchanges ?? EMPTY_SEQS);
  if (session !== undefined) lists.push(journal.session(session)?.exchanges ?? EMPTY_SEQS);
  if (connection !== undefined) lists.push(journal.connection(connection)?.exchanges ?? EMPTY_SEQS);
  if (lists.length === 0) return runOf(journal.firstSeq, journal.lastSeq);
  return lists.reduce((best, list) => (list.length < best.length ? list : best));
}

/** Whether a summary is asked for. */
export function testOf(journal: JournalReader, query: Query): (summary: Summary) => boolean {
  const { scope, marks, until = Infinity } = query;
  const filter = filterOf(query.filter);
  return (summary) =>
    summary.seq <= until &&
    isInScope(summary, scope) &&
    (filter === undefined || filter.matches(filterable(journal, summary, marks)));
}

export const filterable = (
  journal: JournalReader,
  summary: Summary,
  marks: ReadonlySet<number>,
): Filterable => ({
  summary,
  marked: marks.has(summary.seq),
  whole: () => journal.get(summary.seq),
});

const isInScope = (summary: Summary, { user, session, connection }: Scope): boolean =>
  (user === undefined || userKeyOf(summary) === user) &&
  (session === undefined || summary.sessions.includes(session)) &&
  (connection === undefined || summary.connection === connection);

/** The last one: every row in sight asks for the same. */
let lastFilter: { readonly text: string; readonly filter: Filter | undefined } | undefined;

/** undefined for none; a text that does not parse lets everything through. */
export function filterOf(text: string): Filter | undefined {
  if (lastFilter?.text === text) return lastFilter.filter;
  const parsed = text.trim() === '' ? undefined : parseFilter(text);
  const filter = parsed?.kind === 'filter' ? parsed.filter : undefined;
  lastFilter = { text, filter };
  return filter;
}

/** How many of the three a scope has. */
export const scopeSize = (scope: Scope): number => Object.keys(scope).length;
