/** The pane of exchanges: who asked for what, how it went, and what it did to the session. */
import type { Observation } from '../../model/observation.js';
import { transitionSummary } from '../../model/transition-text.js';
import { endOf } from '../list-window.js';
import type { Source, TuiModel } from '../model.js';
import { text, type StyledLine } from '../styled.js';
import { exchangesOf } from '../update-exchanges.js';
import { headingLine, rowLine, sizeColumns, type Column } from './columns.js';
import { withoutPasswords } from './hiding.js';
import { reasonOf, shortUserWords } from './identity-words.js';
import { LIST_HEADING_ROWS, type Region } from './layout.js';
import { block, titleLine } from './pane.js';
import { clockText, durationText, sizeText } from './quantities.js';
import { outcomeNote, statusWord } from './status-words.js';
import { waitingLines } from './waiting.js';

interface Row {
  readonly observation: Observation;
  readonly masked: boolean;
}

/** The pane as `region.height` lines of `region.width` cells. */
export function exchangesPane(
  model: TuiModel,
  source: Source,
  { width, height }: Region,
): readonly StyledLine[] {
  const focused = model.focus === 'exchanges';
  const list = exchangesOf(model, source);
  const { selected: choice } = model.connections;
  const name = choice === 'all' ? 'Exchanges' : `Exchanges of ${choice}`;
  const notes = [list.length.toLocaleString('en-US'), ...modes(model)];
  const title = titleLine({ name, notes }, width, focused);
  if (list.length === 0)
    return block([title, ...waitingLines(model, source, width)], width, height);

  const wanted = choice === 'all' ? COLUMNS : COLUMNS.filter((column) => column !== CONNECTION);
  const columns = sizeColumns(wanted, width);
  const top = list.indexOf(model.exchanges.topSeq);
  const end = endOf(top, { length: list.length, height: height - LIST_HEADING_ROWS });
  const rows: StyledLine[] = [];
  for (let index = top; index < end; index += 1) {
    const seq = list.at(index);
    const observation = seq === undefined ? undefined : source.journal.get(seq);
    if (observation === undefined) continue;
    const state = { selected: seq === model.exchanges.selected, focused, width };
    rows.push(rowLine(columns, { observation, masked: model.masked }, state));
  }
  return block([title, headingLine(columns, width), ...rows], width, height);
}

const modes = ({ exchanges, masked }: TuiModel): readonly string[] => [
  ...(exchanges.following ? ['following'] : ['not following (G)']),
  ...(masked ? ['masked'] : []),
];

const CONNECTION: Column<Row> = {
  title: 'conn',
  width: 4,
  priority: 2,
  cell: ({ observation }) => [text(observation.exchange.connectionId, 'muted')],
};

const COLUMNS: readonly Column<Row>[] = [
  {
    title: 'time',
    width: 8,
    priority: 5,
    cell: ({ observation }) => [text(clockText(observation.exchange.startedAt), 'muted')],
  },
  CONNECTION,
  { title: 'user', width: 10, grow: 2, priority: 10, cell: userCell },
  { title: 'session', width: 8, priority: 6, cell: sessionCell },
  {
    title: 'method',
    width: 6,
    priority: 9,
    cell: ({ observation }) => [text(observation.exchange.request.method, undefined, 24)],
  },
  { title: 'path', width: 14, grow: 4, priority: 10, cell: pathCell },
  {
    title: 'code',
    width: 4,
    priority: 9,
    cell: ({ observation }) => [statusWord(observation.exchange)],
  },
  { title: 'what changed', width: 18, grow: 5, priority: 8, cell: changeCell },
  { title: 'size', width: 8, priority: 3, align: 'right', cell: sizeCell },
  { title: 'took', width: 7, priority: 4, align: 'right', cell: durationCell },
];

function userCell({ observation: { session, settled } }: Row, width: number): StyledLine {
  if (session !== undefined) return shortUserWords(session.actor, width);
  return [text(settled ? '–' : '…', 'muted')];
}

function sessionCell({ observation: { session } }: Row): StyledLine {
  const tag = session?.after?.tag ?? session?.before?.tag;
  return tag === undefined ? [text('–', 'muted')] : [text(tag)];
}

function pathCell({ observation }: Row): StyledLine {
  return [
    text(withoutPasswords(observation.exchange.request.target.slice(0, 512)), undefined, 512),
  ];
}

/** What became of the exchange, what it did to the session, and why the user is not known. */
function changeCell({ observation: { exchange, session }, masked }: Row): StyledLine {
  const note = outcomeNote(exchange);
  const summary = session === undefined ? '' : transitionSummary(session, masked);
  const reason = session?.actor.kind === 'unknown' ? reasonOf(session.actor) : '';
  const parts = [
    text(note ?? '', exchange.outcome.kind === 'upgraded' ? {} : 'bad'),
    text(summary, summary.includes('logged') ? 'good' : {}),
    text(reason, 'warn'),
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
