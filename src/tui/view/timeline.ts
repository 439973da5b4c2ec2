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
import { EMPTY_LINE, fit, text, widthOf, type Segment, type StyledLine } from '../styled.js';
import { urlText } from './hiding.js';
import { shortUserWords } from './identity-words.js';
import { clockText, countText, dateTimeText } from './quantities.js';
import { labelled, note, rowOf, section, wrapped } from './rows.js';
import { outcomeNote, statusWord } from './status-words.js';
import { stepsShown } from './tree.js';

/** An exchange of the session that did something, or the run of those that did nothing. */
type Entry =
  | {
      readonly kind: 'event';
      readonly observation: Observation;
      readonly session: SessionTransition;
    }
  | { readonly kind: 'run'; readonly observations: Observation[] };

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

interface Life {
  readonly entries: readonly Entry[];
  readonly count: number;
  readonly last: Observation | undefined;
}

function lifeOf(tag: SessionTag, observations: Iterable<Observation>): Life {
  const entries: Entry[] = [];
  let count = 0;
  let last: Observation | undefined;
  for (const observation of observations) {
    const { session } = observation;
    if (session === undefined) continue;
    if (session.before?.tag !== tag && session.after?.tag !== tag) continue;
    count += 1;
    last = observation;
    const latest = entries.at(-1);
    if (didSomething(observation, session)) entries.push({ kind: 'event', observation, session });
    else if (latest?.kind === 'run') latest.observations.push(observation);
    else entries.push({ kind: 'run', observations: [observation] });
  }
  return { entries, count, last };
}

const didSomething = ({ exchange }: Observation, session: SessionTransition): boolean =>
  session.kinds.length + session.changes.length > 0 ||
  session.before?.tag !== session.after?.tag ||
  session.before?.state !== session.after?.state ||
  outcomeNote(exchange) !== undefined;

const earlierRow = (hidden: number, key: string): DetailRow =>
  rowOf([text(` ▸ … ${hidden.toLocaleString('en-US')} earlier`, 'muted')], {
    fold: { key, open: false },
  });

function entryRows(tag: SessionTag, entry: Entry, options: DetailOptions): readonly DetailRow[] {
  if (entry.kind === 'event') return eventRows(tag, entry.observation, entry.session, options);
  const { observations } = entry;
  const [first] = observations;
  if (first === undefined) return [];
  const [only, another] = observations;
  if (only !== undefined && another === undefined) {
    return wrapped(
      [...headOf(only, options), text('  nothing changed', 'muted')],
      options.width,
      12,
      {
        seq: only.seq,
      },
    );
  }
  return runRows(tag, first, observations, options);
}

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
    [
      text(open ? ' ▾ ' : ' ▸ '),
      text(clockText(first.exchange.startedAt), 'muted'),
      text(`  ${words}`, 'muted'),
    ],
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
    ...(hidden > 0
      ? [
          rowOf([text(`     ▸ … ${hidden.toLocaleString('en-US')} more`, 'muted')], {
            fold: { key: moreKey, open: false },
          }),
        ]
      : []),
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
  const { width, masked } = options;
  const extras = { seq: observation.seq };
  const head = headOf(observation, options);
  const happened = happenedWords(tag, observation, session, masked);
  const isShort = widthOf(head) <= HEAD && HEAD + 2 + widthOf(happened) <= width;
  if (isShort) return [rowOf([...fit(head, HEAD), text('  '), ...happened], extras)];
  return twoRows(head, happened, width, extras);
}

const twoRows = (
  head: StyledLine,
  happened: StyledLine,
  width: number,
  extras: { readonly seq: number },
): readonly DetailRow[] => [
  ...wrapped(head, width, 13, extras),
  ...wrapped([text(' '.repeat(13)), ...happened], width, 13, extras),
];

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
