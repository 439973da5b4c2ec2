/** The table of sessions: whose each is, how it stands, and what happened to it last. */
import type { SessionRow } from '../../journal/reader.js';
import type { SessionTag } from '../../model/ids.js';
import { text, type StyledLine } from '../styled.js';
import type { Column } from './columns.js';
import { shortUserWords } from './identity-words.js';
import { clockText, dayAndClockText } from './quantities.js';
import { tableOf } from './table.js';

const NOTHING: StyledLine = [text('–', 'muted')];

const COLUMNS: readonly Column<SessionRow>[] = [
  { title: 'session', width: 8, priority: 10, cell: ({ tag }) => [text(tag)] },
  {
    title: 'user',
    width: 12,
    grow: 2,
    priority: 9,
    cell: ({ identity }, width) => shortUserWords(identity, width),
  },
  { title: 'state', width: 10, priority: 7, cell: stateCell },
  { title: 'framework', width: 9, priority: 3, cell: ({ framework }) => [text(framework)] },
  {
    title: 'created',
    width: 8,
    priority: 4,
    cell: ({ createdAt }) =>
      createdAt === undefined ? [text('before', 'muted')] : [text(clockText(createdAt))],
  },
  {
    title: 'expires',
    width: 11,
    priority: 5,
    cell: ({ expiresAt }) =>
      expiresAt === undefined ? NOTHING : [text(dayAndClockText(expiresAt))],
  },
  {
    title: 'requests',
    width: 8,
    priority: 8,
    align: 'right',
    cell: ({ exchanges }) => [text(exchanges.length.toLocaleString('en-US'))],
  },
  {
    title: 'connections',
    width: 11,
    priority: 2,
    align: 'right',
    cell: ({ connections }) => [text(String(connections))],
  },
  { title: 'last change', width: 20, grow: 4, priority: 6, cell: changeCell },
];

export const SESSIONS = tableOf(COLUMNS, (key, { source }) =>
  source.journal.session(key as SessionTag),
);

function stateCell({ state }: SessionRow): StyledLine {
  if (state === 'live') return [text(state, 'good')];
  return [
    text(state === 'bad-signature' ? 'bad sig.' : state, state === 'ended' ? 'muted' : 'warn'),
  ];
}

function changeCell({ lastChange }: SessionRow): StyledLine {
  if (lastChange === undefined) return [text('none seen', 'muted')];
  return [text(`${clockText(lastChange.at)} `, 'muted'), text(lastChange.text)];
}
