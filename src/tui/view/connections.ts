/** The pane of connections: who is on each, in which session, and what was asked last. */
import type { ConnectionRow } from '../../journal/journal.js';
import { identityLabel } from '../../model/identity.js';
import type { Observation } from '../../model/observation.js';
import { endOf } from '../list-window.js';
import type { ConnectionChoice, Source, TuiModel } from '../model.js';
import { text, type StyledLine } from '../styled.js';
import { headingLine, rowLine, sizeColumns, type Column } from './columns.js';
import { withoutPasswords } from './hiding.js';
import { userWords } from './identity-words.js';
import { LIST_HEADING_ROWS, type Region } from './layout.js';
import { block, titleLine } from './pane.js';
import { countText } from './quantities.js';
import { statusWord } from './status-words.js';

interface Row {
  readonly choice: ConnectionChoice;
  /** Absent for all connections, and for one that is just being forgotten. */
  readonly held?: ConnectionRow;
  readonly requests: number;
  readonly last?: Observation;
}

/** The pane as `region.height` lines of `region.width` cells. */
export function connectionsPane(
  model: TuiModel,
  source: Source,
  { width, height }: Region,
): readonly StyledLine[] {
  const { ids } = source.connections;
  const focused = model.focus === 'connections';
  const columns = sizeColumns(COLUMNS, width);
  const title = titleLine({ name: 'Connections', notes: [String(ids.length)] }, width, focused);
  const { top } = model.connections;
  const end = endOf(top, { length: ids.length + 1, height: height - LIST_HEADING_ROWS });
  const rows: StyledLine[] = [];
  for (let index = top; index < end; index += 1) {
    const choice = index === 0 ? 'all' : (ids[index - 1] ?? 'all');
    const selected = choice === model.connections.selected;
    rows.push(rowLine(columns, rowOf(choice, source), { selected, focused, width }));
  }
  return block([title, headingLine(columns, width), ...rows], width, height);
}

function rowOf(choice: ConnectionChoice, { journal }: Source): Row {
  const held = choice === 'all' ? undefined : journal.connection(choice);
  const lastSeq = choice === 'all' ? journal.lastSeq : held?.exchanges.at(-1);
  const last = lastSeq === undefined ? undefined : journal.get(lastSeq);
  return {
    choice,
    requests: choice === 'all' ? journal.lastSeq : (held?.requestCount ?? 0),
    ...(held === undefined ? {} : { held }),
    ...(last === undefined ? {} : { last }),
  };
}

const NOTHING: StyledLine = [text('–', 'muted')];

const COLUMNS: readonly Column<Row>[] = [
  { title: 'id', width: 5, priority: 9, cell: ({ choice }) => [text(choice)] },
  { title: 'user', width: 12, grow: 1, priority: 10, cell: userCell },
  { title: 'session', width: 8, priority: 8, cell: sessionCell },
  { title: 'framework', width: 9, priority: 4, cell: frameworkCell },
  {
    title: 'requests',
    width: 8,
    priority: 6,
    align: 'right',
    cell: ({ requests }) => [text(requests.toLocaleString('en-US'))],
  },
  { title: 'last request', width: 16, grow: 3, priority: 7, cell: lastCell },
  { title: 'state', width: 11, priority: 5, cell: stateCell },
  { title: 'client', width: 21, priority: 2, cell: clientCell },
];

function userCell({ choice, held }: Row): StyledLine {
  if (choice === 'all') return [text('everyone', 'muted')];
  const identity = held?.identity;
  if (identity?.current === undefined) return NOTHING;
  const label = identityLabel(identity.current.identity);
  const others = identity.users.filter((user) => user !== label).length;
  const words = userWords(identity.current.identity);
  return others === 0 ? words : [...words, text(` +${others}`, 'muted')];
}

function sessionCell({ held }: Row): StyledLine {
  const tag = held?.identity.current?.session;
  return tag === undefined ? NOTHING : [text(tag)];
}

function frameworkCell({ choice, last }: Row): StyledLine {
  const snapshot = last?.session?.after ?? last?.session?.before;
  return choice === 'all' || snapshot === undefined ? NOTHING : [text(snapshot.framework)];
}

function lastCell({ last }: Row): StyledLine {
  if (last === undefined) return [text('no request yet', 'muted')];
  const { method, target } = last.exchange.request;
  return [
    statusWord(last.exchange),
    text(` ${method} `, undefined, 24),
    text(withoutPasswords(target.slice(0, 512)), undefined, 256),
  ];
}

function stateCell({ held }: Row): StyledLine {
  if (held === undefined) return NOTHING;
  if (held.inFlight > 0) return [text(`${held.inFlight} in flight`, 'accent')];
  return held.connection.closedAt === undefined ? [text('open')] : [text('closed', 'muted')];
}

function clientCell({ held }: Row): StyledLine {
  if (held === undefined) return NOTHING;
  const { address, port } = held.connection.remote;
  return [text(`${address.replace(/^::ffff:/, '')}:${port}`, 'muted')];
}

/** For titles and the header: `3 connections`. */
export const connectionCount = ({ connections }: Source): string =>
  countText(connections.ids.length, 'connection');
