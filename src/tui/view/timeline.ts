/**
 * Everything that happened to one session, in order: a line or two for each exchange that did
 * something, one for a run of exchanges that did nothing, and where the session came from and went.
 * The summaries tell which is which; the whole exchange is looked up only for the rows in sight.
 */
import type { JournalReader, SessionRow } from '../../journal/reader.js';
import type { SessionTag } from '../../model/ids.js';
import type { Observation } from '../../model/observation.js';
import type { Summary } from '../../model/summary.js';
import { transitionSummary } from '../../model/transition-text.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import {
  BOLD,
  EMPTY_LINE,
  fit,
  text,
  truncate,
  widthOf,
  type Segment,
  type StyledLine,
} from '../styled.js';
import { urlText } from './hiding.js';
import { shortUserWords } from './identity-words.js';
import { clockText, countText, dateTimeText } from './quantities.js';
import { labelled, rowOf, section, wrapped } from './rows.js';
import { outcomeNote, statusText, statusTone } from './status-words.js';
import { moreRow, stepsShown } from './tree.js';

type Journal = Pick<JournalReader, 'get' | 'summary'>;

/** An exchange of the session that did something, or the run of those that did nothing. */
type LifeEntry =
  | { readonly kind: 'event'; readonly summary: Summary }
  | { readonly kind: 'run'; readonly summaries: Summary[] };

/** Exchanges that are looked through, the latest ones. */
const MAX_LOOKED = 10_000;

/** The rows of the session's life, as far as the exchanges held tell it. */
export function timelineRows(
  session: SessionRow,
  journal: Journal,
  options: DetailOptions,
): readonly DetailRow[] {
  const { tag, exchanges, identity } = session;
  const { width } = options;
  const entries = entriesOf(session, journal);
  const key = `timeline/${tag}`;
  const { shown, moreKey } = stepsShown(entries.length, key, options.turned);
  const hidden = entries.length - shown;
  const seen = countText(exchanges.length, 'exchange');
  const isCut = exchanges.length > MAX_LOOKED;
  return [
    ...labelled('Session', [text(tag, 'accent')], width, { copy: () => tag }),
    ...labelled('User', shortUserWords(identity, width - 11), width),
    ...labelled('Seen in', [text(isCut ? `${seen}, the latest of them here` : seen)], width),
    ...(hidden > 0 ? [earlierRow(hidden, moreKey)] : []),
    ...section(
      'What happened',
      entries.slice(hidden).flatMap((entry) => entryRows(tag, entry, journal, options)),
    ),
    ...endRows(session, journal, width),
  ];
}

function entriesOf({ exchanges }: SessionRow, journal: Journal): readonly LifeEntry[] {
  const entries: LifeEntry[] = [];
  const start = Math.max(0, exchanges.length - MAX_LOOKED);
  for (let index = start; index < exchanges.length; index += 1) {
    const seq = exchanges.at(index);
    const summary = seq === undefined ? undefined : journal.summary(seq);
    if (summary === undefined) continue;
    const latest = entries.at(-1);
    if (didSomething(summary)) entries.push({ kind: 'event', summary });
    else if (latest?.kind === 'run') latest.summaries.push(summary);
    else entries.push({ kind: 'run', summaries: [summary] });
  }
  return entries;
}

const didSomething = ({ events, changed, sessions, outcome }: Summary): boolean =>
  events.length + changed.length > 0 ||
  sessions.length > 1 ||
  (outcome !== 'completed' && outcome !== 'in-progress');

const earlierRow = (hidden: number, key: string): DetailRow =>
  rowOf([text(` ▸ … ${hidden.toLocaleString('en-US')} earlier`, 'muted')], {
    fold: { key, open: false },
  });

function entryRows(
  tag: SessionTag,
  entry: LifeEntry,
  journal: Journal,
  options: DetailOptions,
): readonly DetailRow[] {
  if (entry.kind === 'event') return eventRows(tag, entry.summary, journal, options);
  const { summaries } = entry;
  const [first, second] = summaries;
  if (first === undefined) return [];
  if (second !== undefined) return runRows(tag, first, summaries, options);
  return eventLines(headOf(first, options), NOTHING, options.width, first.seq);
}

const NOTHING: StyledLine = [text('nothing changed', 'muted')];

/** `▸ 14 requests, nothing changed`. */
function runRows(
  tag: SessionTag,
  first: Summary,
  summaries: readonly Summary[],
  options: DetailOptions,
): readonly DetailRow[] {
  const { turned, width } = options;
  const key = `timeline/${tag}/${first.seq}`;
  const open = turned.has(key);
  const words = `${countText(summaries.length, 'request')}, nothing changed`;
  const head = rowOf(
    truncate(
      [text(open ? ' ▾ ' : ' ▸ '), text(`${clockText(first.startedAt)}  ${words}`, 'muted')],
      width,
    ),
    { fold: { key, open }, seq: first.seq },
  );
  if (!open) return [head];
  const { shown, moreKey } = stepsShown(summaries.length, key, turned);
  const hidden = summaries.length - shown;
  return [
    head,
    ...summaries
      .slice(0, shown)
      .flatMap((one) =>
        wrapped([text('  '), ...headOf(one, options)], width, 14, { seq: one.seq }),
      ),
    ...(hidden > 0 ? [moreRow(hidden, moreKey, 5)] : []),
  ];
}

/** `   14:03:59  ada       POST /accounts/login/ 302`. */
function headOf(summary: Summary, { masked, width }: DetailOptions): StyledLine {
  const { startedAt, method, target, status, identity, user } = summary;
  const tone = identity === 'authenticated' ? BOLD : 'muted';
  const room = Math.max(12, width - 45);
  return [
    text('   '),
    text(clockText(startedAt), 'muted'),
    text('  '),
    ...fit(user === undefined ? EMPTY_LINE : [text(user, tone)], NAME),
    text(' '),
    text(`${method} ${shortened(urlText(target, masked), room)} `, undefined, 600),
    text(statusText(summary), statusTone(status)),
  ];
}

const NAME = 10;
/** Cells of the head where what happened stands on its line. */
const HEAD = 56;

const shortened = (target: string, room: number): string =>
  target.length <= room ? target : `${target.slice(0, room - 1)}…`;

function eventRows(
  tag: SessionTag,
  summary: Summary,
  journal: Journal,
  options: DetailOptions,
): readonly DetailRow[] {
  const observation = journal.get(summary.seq);
  const happened =
    observation === undefined ? EMPTY_LINE : happenedWords(tag, observation, options.masked);
  return eventLines(headOf(summary, options), happened, options.width, summary.seq);
}

/** On one line where there is room, else on two. */
function eventLines(
  head: StyledLine,
  happened: StyledLine,
  width: number,
  seq: number,
): readonly DetailRow[] {
  const isShort = widthOf(head) <= HEAD && HEAD + 2 + widthOf(happened) <= width;
  if (isShort) return [rowOf([...fit(head, HEAD), text('  '), ...happened], { seq })];
  return [
    ...wrapped(head, width, INDENT, { seq }),
    ...wrapped([text(' '.repeat(INDENT)), ...happened], width, INDENT, { seq }),
  ];
}

/** Cells of the margin and the time. */
const INDENT = 13;

function happenedWords(
  tag: SessionTag,
  { exchange, session }: Observation,
  masked: boolean,
): StyledLine {
  const { before, after } = session ?? {};
  const summary = session === undefined ? '' : transitionSummary(session, masked);
  const ending = outcomeNote(exchange);
  const parts: Segment[] = [];
  if (before !== undefined && before.tag !== tag) parts.push(text(`← ${before.tag}`, 'accent'));
  if (after !== undefined && after.tag !== tag) parts.push(text(`→ ${after.tag}`, 'accent'));
  if (summary !== '') parts.push(text(summary));
  if (before !== undefined && after !== undefined && before.state !== after.state) {
    parts.push(text(`${before.state} → ${after.state}`, after.state === 'live' ? 'good' : 'warn'));
  }
  if (ending !== undefined) parts.push(text(ending, 'warn'));
  if (parts.length === 0) parts.push(text('first seen', 'muted'));
  return parts.flatMap((part, index) => (index === 0 ? [part] : [text('  '), part]));
}

/** What became of it, as last seen. */
function endRows(
  { tag, exchanges, state, expiresAt }: SessionRow,
  journal: Journal,
  width: number,
): readonly DetailRow[] {
  const seq = exchanges.at(exchanges.length - 1);
  const session = seq === undefined ? undefined : journal.get(seq)?.session;
  const say = (styled: StyledLine) =>
    section('As last seen', labelled('State', styled, width, { seq }));
  const next = session?.after?.tag;
  if (next !== undefined && next !== tag) {
    return say([text('over; it went on as '), text(next, 'accent')]);
  }
  if (session?.kinds.includes('destroyed') === true) return say([text('destroyed', 'bad')]);
  if (session?.kinds.includes('expired') === true) return say([text('expired', 'warn')]);
  const until = expiresAt === undefined ? '' : `, expires ${dateTimeText(expiresAt)}`;
  return say([text(`${state}${until}`)]);
}
