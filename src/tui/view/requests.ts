/** The table of requests: who asked for what, how it went, and what it did to the session. */
import { urlText } from './hiding.js';
import type { Observation } from '../../model/observation.js';
import { sessionNote } from '../../model/session-note.js';
import { transitionSummary } from '../../model/transition-text.js';
import { text, type StyledLine } from '../styled.js';
import type { Column } from './columns.js';
import { loginNote } from './login-attempt.js';
import { reasonOf, shortUserWords } from './identity-words.js';
import { clockText, durationText, sizeText } from './quantities.js';
import { outcomeNote, statusWord } from './status-words.js';
import { tableOf } from './table.js';

interface Row {
  readonly observation: Observation;
  readonly masked: boolean;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    title: 'time',
    width: 8,
    priority: 5,
    cell: ({ observation }) => [text(clockText(observation.exchange.startedAt), 'muted')],
  },
  {
    title: 'conn',
    width: 5,
    priority: 1,
    cell: ({ observation }) => [text(observation.exchange.connectionId, 'muted')],
  },
  { title: 'user', width: 10, grow: 1, priority: 10, cell: userCell },
  { title: 'session', width: 8, priority: 6, cell: sessionCell },
  {
    title: 'method',
    width: 6,
    priority: 9,
    cell: ({ observation }) => [text(observation.exchange.request.method, undefined, 24)],
  },
  { title: 'path', width: 13, grow: 6, priority: 10, cell: pathCell },
  {
    title: 'status',
    width: 6,
    priority: 9.5,
    cell: ({ observation }) => [statusWord(observation.exchange)],
  },
  { title: 'what changed', width: 21, grow: 1, priority: 8, cell: changeCell },
  { title: 'size', width: 8, priority: 3, align: 'right', cell: sizeCell },
  { title: 'took', width: 7, priority: 4, align: 'right', cell: durationCell },
];

export const REQUESTS = tableOf(COLUMNS, (key, { model, source }): Row | undefined => {
  const observation = typeof key === 'number' ? source.journal.get(key) : undefined;
  return observation && { observation, masked: model.masked };
});

function userCell({ observation: { session, settled } }: Row, width: number): StyledLine {
  if (session !== undefined) return shortUserWords(session.actor, width);
  return [text(settled ? '–' : '…', 'muted')];
}

function sessionCell({ observation: { session } }: Row): StyledLine {
  const tag = session?.after?.tag ?? session?.before?.tag;
  return tag === undefined ? [text('–', 'muted')] : [text(tag)];
}

function pathCell({ observation, masked }: Row): StyledLine {
  return [text(urlText(observation.exchange.request.target.slice(0, 512), masked), undefined, 512)];
}

/** What became of the exchange, what it did to the session, and why the user is not known. */
function changeCell({ observation, masked }: Row): StyledLine {
  const { exchange, session } = observation;
  const note = outcomeNote(exchange);
  const summary = session === undefined ? '' : transitionSummary(session, masked);
  const reason = session?.actor.kind === 'unknown' ? reasonOf(session.actor) : '';
  const sessionWords = session === undefined ? '' : (sessionNote(session) ?? '');
  const parts = [
    text(note ?? '', exchange.outcome.kind === 'upgraded' ? {} : 'bad'),
    text(summary, summary.includes('logged') ? 'good' : {}),
    text(reason, 'warn'),
    text(sessionWords, 'warn'),
    text(summary === '' ? loginNote(observation) : '', 'warn'),
  ].filter((part) => part.text !== '');
  return parts.flatMap((part, index) => (index === 0 ? [part] : [text('; '), part]));
}

function sizeCell({ observation: { exchange } }: Row): StyledLine {
  const size = exchange.response?.content.sizeBytes;
  return size === undefined ? [] : [text(sizeText(size), 'muted')];
}

function durationCell({ observation: { exchange } }: Row): StyledLine {
  const total = exchange.timings.total;
  return total === undefined ? [] : [text(durationText(total), 'muted')];
}
