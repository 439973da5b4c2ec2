/** The table of connections: from where, since when, who speaks on each, and what is under way. */
import type { ConnectionRow } from '../../journal/reader.js';
import { identityLabel } from '../../model/identity.js';
import type { ConnectionId } from '../../model/ids.js';
import type { Observation } from '../../model/observation.js';
import { text, type StyledLine } from '../styled.js';
import type { Column } from './columns.js';
import { urlText } from './hiding.js';
import { userWords } from './identity-words.js';
import { clockText } from './quantities.js';
import { statusWord } from './status-words.js';
import { tableOf } from './table.js';

interface Row {
  readonly held: ConnectionRow;
  readonly last: Observation | undefined;
  readonly masked: boolean;
}

const NOTHING: StyledLine = [text('–', 'muted')];

const COLUMNS: readonly Column<Row>[] = [
  { title: 'id', width: 6, priority: 9, cell: ({ held }) => [text(held.connection.id)] },
  { title: 'user', width: 14, grow: 2, priority: 10, cell: userCell },
  { title: 'session', width: 8, priority: 7, cell: sessionCell },
  {
    title: 'requests',
    width: 8,
    priority: 8,
    align: 'right',
    cell: ({ held }) => [text(held.requestCount.toLocaleString('en-US'))],
  },
  { title: 'in flight', width: 9, priority: 6, align: 'right', cell: inFlightCell },
  { title: 'last request', width: 16, grow: 3, priority: 5, cell: lastCell },
  {
    title: 'opened',
    width: 8,
    priority: 4,
    cell: ({ held }) => [text(clockText(held.connection.openedAt), 'muted')],
  },
  { title: 'state', width: 6, priority: 3, cell: stateCell },
  {
    title: 'client',
    width: 21,
    priority: 2,
    cell: ({ held }) => [text(clientText(held), 'muted')],
  },
];

export const CONNECTIONS = tableOf(
  COLUMNS,
  (key, { model, source: { journal } }): Row | undefined => {
    const held = journal.connection(key as ConnectionId);
    if (held === undefined) return undefined;
    const seq = held.exchanges.at(held.exchanges.length - 1);
    const last = seq === undefined ? undefined : journal.get(seq);
    return { held, last, masked: model.masked };
  },
);

function userCell({ held: { identity } }: Row): StyledLine {
  if (identity.current === undefined) return NOTHING;
  const label = identityLabel(identity.current.identity);
  const others = identity.users.filter((user) => user !== label).length;
  const words = userWords(identity.current.identity);
  return others === 0 ? words : [...words, text(` +${others}`, 'muted')];
}

function sessionCell({ held }: Row): StyledLine {
  const tag = held.identity.current?.session;
  return tag === undefined ? NOTHING : [text(tag)];
}

function inFlightCell({ held: { inFlight } }: Row): StyledLine {
  return inFlight === 0 ? NOTHING : [text(String(inFlight), 'accent')];
}

function lastCell({ last, masked }: Row): StyledLine {
  if (last === undefined) return [text('no request yet', 'muted')];
  const { method, target } = last.exchange.request;
  return [
    statusWord(last.exchange),
    text(` ${method} `, undefined, 24),
    text(urlText(target.slice(0, 512), masked), undefined, 256),
  ];
}

function stateCell({ held }: Row): StyledLine {
  return held.connection.closedAt === undefined ? [text('open')] : [text('closed', 'muted')];
}

/** `192.168.0.17:50123`, without the prefix of IPv4 addresses in IPv6. */
export const clientText = ({ connection: { remote } }: ConnectionRow): string =>
  `${remote.address.replace(/^::ffff:/, '')}:${remote.port}`;
