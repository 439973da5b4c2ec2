/** The table of users: who was there, with how many sessions, and where last. */
import type { UserRow } from '../../journal/reader.js';
import { text } from '../styled.js';
import type { Column } from './columns.js';
import { urlText } from './hiding.js';
import { shortUserWords } from './identity-words.js';
import { clockText } from './quantities.js';
import { tableOf } from './table.js';

interface Row extends UserRow {
  readonly masked: boolean;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    title: 'user',
    width: 14,
    grow: 2,
    priority: 10,
    cell: ({ identity }, width) => shortUserWords(identity, width),
  },
  {
    title: 'requests',
    width: 8,
    priority: 8,
    align: 'right',
    cell: ({ exchanges }) => [text(exchanges.length.toLocaleString('en-US'))],
  },
  {
    title: 'sessions',
    width: 8,
    priority: 7,
    align: 'right',
    cell: ({ sessions }) => [text(String(sessions))],
  },
  {
    title: 'connections',
    width: 11,
    priority: 4,
    align: 'right',
    cell: ({ connections }) => [text(String(connections))],
  },
  {
    title: 'last request',
    width: 16,
    grow: 3,
    priority: 9,
    cell: ({ lastRequest, masked }) => [text(urlText(lastRequest, masked), undefined, 512)],
  },
  {
    title: 'first seen',
    width: 10,
    priority: 3,
    cell: ({ firstSeenAt }) => [text(clockText(firstSeenAt), 'muted')],
  },
  {
    title: 'last seen',
    width: 9,
    priority: 5,
    cell: ({ lastSeenAt }) => [text(clockText(lastSeenAt), 'muted')],
  },
];

export const USERS = tableOf(COLUMNS, (key, { model, source }): Row | undefined => {
  const held = source.journal.user(String(key));
  return held && { ...held, masked: model.masked };
});
