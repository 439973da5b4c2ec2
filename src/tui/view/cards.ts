/** What stands beside a user and a connection: who and where from, and what was asked last. */
import type { ConnectionRow, JournalReader, UserRow } from '../../journal/reader.js';
import type { SeqList } from '../../journal/seq-list.js';
import type { Summary } from '../../model/summary.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import { line, text, type StyledLine } from '../styled.js';
import { clientText } from './connections.js';
import { withoutPasswords } from './hiding.js';
import { userSentence } from './identity-words.js';
import { clockText, dateTimeText } from './quantities.js';
import { labelled, section } from './sections.js';

/** Requests that are listed, and looked through for sessions. */
const MAX_RECENT = 50;
const MAX_LOOKED = 2000;

/** A user: who it is, the sessions, the latest requests. */
export function userCard(
  row: UserRow,
  journal: JournalReader,
  { width }: DetailOptions,
): readonly DetailRow[] {
  const tags = new Set<string>();
  for (const summary of newest(row.exchanges, journal, MAX_LOOKED)) {
    summary.sessions.forEach((tag) => tags.add(tag));
  }
  return [
    ...plain(labelled('User', userSentence(row.identity), width)),
    ...plain(labelled('Seen', [text(spanText(row))], width)),
    ...plain(
      section(
        `Sessions (${row.sessions})`,
        [...tags].slice(0, MAX_RECENT).flatMap((tag) => sessionLine(tag, journal)),
      ),
    ),
    ...recent(row.exchanges, journal),
  ];
}

/** A connection: from where, since when, who spoke on it, the latest requests. */
export function connectionCard(
  row: ConnectionRow,
  journal: JournalReader,
  { width }: DetailOptions,
): readonly DetailRow[] {
  const { connection, identity } = row;
  const closed =
    connection.closedAt === undefined ? 'still open' : dateTimeText(connection.closedAt);
  const current = identity.current;
  return [
    ...plain(labelled('Client', [text(clientText(row))], width)),
    ...plain(labelled('Opened', [text(dateTimeText(connection.openedAt))], width)),
    ...plain(labelled('Closed', [text(closed)], width)),
    ...(current === undefined
      ? []
      : plain(labelled('User', userSentence(current.identity), width))),
    ...(identity.users.length < 2
      ? []
      : plain(labelled('Users', [text(`${identity.users.join(', ')}, latest first`)], width))),
    ...recent(row.exchanges, journal),
  ];
}

const spanText = ({ firstSeenAt, lastSeenAt }: UserRow): string =>
  `${dateTimeText(firstSeenAt)} to ${dateTimeText(lastSeenAt)}`;

function sessionLine(tag: string, journal: JournalReader): readonly StyledLine[] {
  const session = journal.session(tag as Summary['sessions'][number]);
  if (session === undefined) return [];
  const change = session.lastChange === undefined ? '' : ` · ${session.lastChange.text}`;
  return [[text(`   ${tag}`), text(` · ${session.state}${change}`, 'muted')]];
}

function recent(seqs: SeqList, journal: JournalReader): readonly DetailRow[] {
  const rows = [...newest(seqs, journal, MAX_RECENT)].map((summary): DetailRow => ({
    line: requestLine(summary),
    seq: summary.seq,
  }));
  const title = `Latest requests (${rows.length} of ${seqs.length.toLocaleString('en-US')})`;
  return [...plain(section(title, [line('')])).slice(0, 2), ...rows];
}

const requestLine = ({ startedAt, status, method, target, events }: Summary): StyledLine => [
  text(`   ${clockText(startedAt)} `, 'muted'),
  text(`${status ?? '…'} `.padEnd(4)),
  text(`${method} ${withoutPasswords(target)}`, undefined, 512),
  text(events.length === 0 ? '' : ` · ${events.join(', ')}`, 'good'),
];

function* newest(seqs: SeqList, journal: JournalReader, most: number): Generator<Summary> {
  const end = Math.max(0, seqs.length - most);
  for (let index = seqs.length - 1; index >= end; index -= 1) {
    const seq = seqs.at(index);
    const summary = seq === undefined ? undefined : journal.summary(seq);
    if (summary !== undefined) yield summary;
  }
}

const plain = (lines: readonly StyledLine[]): readonly DetailRow[] =>
  lines.map((styled) => ({ line: styled }));
