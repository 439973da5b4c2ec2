/**
 * Everything that happened to one session, in order: a line or two for each exchange that did
 * something, one for a run of exchanges that did nothing, and where the session came from and went.
 * One pass over the exchanges; rows are made only of those in sight, the latest ones.
 */
import type { SessionTag } from '../../model/ids.js';
import type { Observation } from '../../model/observation.js';
import type { SessionTransition } from '../../model/session.js';
import { transitionSummary } from '../../model/transition-text.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import {
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
import { labelled, note, rowOf, section, wrapped } from './rows.js';
import { lifeOf, type LifeEntry } from './session-life.js';
import { outcomeNote, statusWord } from './status-words.js';
import { moreRow, stepsShown } from './tree.js';

/** The rows of the session's life, as far as these exchanges tell; they may be of other sessions too. */
export function timelineRows(
  tag: SessionTag,
  observations: Iterable<Observation>,
  options: DetailOptions,
): readonly DetailRow[] {
  const { entries, count, last } = lifeOf(tag, observations);
  const { width } = options;
  if (count === 0) return note(`Nothing is known of ${tag} any more.`, width, 'muted', 1);
  const key = `timeline/${tag}`;
  const { shown, moreKey } = stepsShown(entries.length, key, options.turned);
  const hidden = entries.length - shown;
  return [
    ...labelled('Session', [text(tag, 'accent')], width, { copy: () => tag }),
    ...labelled('Seen in', [text(countText(count, 'exchange'))], width),
    ...(hidden > 0 ? [earlierRow(hidden, moreKey)] : []),
    ...section(
      'What happened',
      entries.slice(hidden).flatMap((entry) => entryRows(tag, entry, options)),
    ),
    ...endRows(tag, last, width),
  ];
}

const earlierRow = (hidden: number, key: string): DetailRow =>
  rowOf([text(` ▸ … ${hidden.toLocaleString('en-US')} earlier`, 'muted')], {
    fold: { key, open: false },
  });

function entryRows(
  tag: SessionTag,
  entry: LifeEntry,
  options: DetailOptions,
): readonly DetailRow[] {
  if (entry.kind === 'event') return eventRows(tag, entry.observation, entry.session, options);
  const { observations } = entry;
  const [first, second] = observations;
  if (first === undefined) return [];
  if (second !== undefined) return runRows(tag, first, observations, options);
  return eventLines(headOf(first, options), NOTHING, options.width, first.seq);
}

const NOTHING: StyledLine = [text('nothing changed', 'muted')];

/** `▸ 14 requests, nothing changed`. */
function runRows(
  tag: SessionTag,
  first: Observation,
  observations: readonly Observation[],
  options: DetailOptions,
): readonly DetailRow[] {
  const { turned, width } = options;
  const key = `timeline/${tag}/${first.seq}`;
  const open = turned.has(key);
  const words = `${countText(observations.length, 'request')}, nothing changed`;
  const head = rowOf(
    truncate(
      [
        text(open ? ' ▾ ' : ' ▸ '),
        text(`${clockText(first.exchange.startedAt)}  ${words}`, 'muted'),
      ],
      width,
    ),
    { fold: { key, open }, seq: first.seq },
  );
  if (!open) return [head];
  const { shown, moreKey } = stepsShown(observations.length, key, turned);
  const hidden = observations.length - shown;
  return [
    head,
    ...observations
      .slice(0, shown)
      .flatMap((one) =>
        wrapped([text('  '), ...headOf(one, options)], width, 14, { seq: one.seq }),
      ),
    ...(hidden > 0 ? [moreRow(hidden, moreKey, 5)] : []),
  ];
}

/** `   14:03:59  ada       POST /accounts/login/ 302`. */
function headOf({ exchange, session }: Observation, { masked, width }: DetailOptions): StyledLine {
  const { request, startedAt } = exchange;
  const user = session === undefined ? EMPTY_LINE : shortUserWords(session.actor, NAME);
  const target = urlText(request.target.slice(0, 512), masked);
  return [
    text('   '),
    text(clockText(startedAt), 'muted'),
    text('  '),
    ...fit(user, NAME),
    text(' '),
    text(`${request.method} ${shortened(target, Math.max(12, width - 45))} `, undefined, 600),
    statusWord(exchange),
  ];
}

const NAME = 10;
/** Cells of the head where what happened stands on its line. */
const HEAD = 56;

const shortened = (target: string, room: number): string =>
  target.length <= room ? target : `${target.slice(0, room - 1)}…`;

function eventRows(
  tag: SessionTag,
  observation: Observation,
  session: SessionTransition,
  options: DetailOptions,
): readonly DetailRow[] {
  const happened = happenedWords(tag, observation, session, options.masked);
  return eventLines(headOf(observation, options), happened, options.width, observation.seq);
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
  { exchange }: Observation,
  session: SessionTransition,
  masked: boolean,
): StyledLine {
  const { before, after } = session;
  const summary = transitionSummary(session, masked);
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
  tag: SessionTag,
  last: Observation | undefined,
  width: number,
): readonly DetailRow[] {
  const session = last?.session;
  if (session === undefined) return [];
  const { before, after, kinds } = session;
  const side = after?.tag === tag ? after : before;
  const say = (styled: StyledLine) =>
    section('As last seen', labelled('State', styled, width, { seq: last?.seq }));
  if (after !== undefined && after.tag !== tag) {
    return say([text('over; it went on as '), text(after.tag, 'accent')]);
  }
  if (kinds.includes('destroyed')) return say([text('destroyed', 'bad')]);
  if (kinds.includes('expired')) return say([text('expired', 'warn')]);
  const until = side?.expiresAt === undefined ? '' : `, expires ${dateTimeText(side.expiresAt)}`;
  return say([text(`${side?.state ?? 'not known'}${until}`)]);
}
