/** What stands beside a user and a connection: who and where from, and what was asked last. */
import type { ConnectionRow, JournalReader, UserRow } from '../../journal/reader.js';
import type { SeqList } from '../../journal/seq-list.js';
import type { SessionTag } from '../../model/ids.js';
import type { Summary } from '../../model/summary.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import { text, type StyledLine } from '../styled.js';
import { clientText } from './connections.js';
import { urlText } from './hiding.js';
import { userSentence } from './identity-words.js';
import { clockText, dateTimeText } from './quantities.js';
import { labelled, rowOf, section } from './rows.js';
import { statusText, statusTone } from './status-words.js';

/** Requests that are listed, and looked through for sessions. */
const MAX_RECENT = 50;
const MAX_LOOKED = 2000;

/** A user: who it is, the sessions, the latest requests. */
export function userCard(
  row: UserRow,
  journal: JournalReader,
  { width, masked }: DetailOptions,
): readonly DetailRow[] {
  const tags = new Set<SessionTag>();
  for (const summary of newest(row.exchanges, journal, MAX_LOOKED)) {
    summary.sessions.forEach((tag) => tags.add(tag));
  }
  const shown = [...tags].slice(0, MAX_RECENT);
  return [
    ...labelled('User', userSentence(row.identity), width),
    ...labelled('Seen', [text(spanText(row))], width),
    ...section(
      `Sessions (${row.sessions})`,
      shown.flatMap((tag) => sessionRow(tag, journal)),
    ),
    ...recent(row.exchanges, journal, masked),
  ];
}

/** A connection: from where, since when, who spoke on it, the latest requests. */
export function connectionCard(
  row: ConnectionRow,
  journal: JournalReader,
  { width, masked }: DetailOptions,
): readonly DetailRow[] {
  const { connection, identity } = row;
  const { openedAt, closedAt } = connection;
  const users = `${identity.users.join(', ')}, latest first`;
  return [
    ...labelled('Client', [text(clientText(row))], width, { copy: () => clientText(row) }),
    ...labelled('Opened', [text(dateTimeText(openedAt))], width),
    ...labelled(
      'Closed',
      [text(closedAt === undefined ? 'still open' : dateTimeText(closedAt))],
      width,
    ),
    ...(identity.current === undefined
      ? []
      : labelled('User', userSentence(identity.current.identity), width)),
    ...(identity.users.length < 2 ? [] : labelled('Users', [text(users)], width)),
    ...recent(row.exchanges, journal, masked),
  ];
}

const spanText = ({ firstSeenAt, lastSeenAt }: UserRow): string =>
  `${dateTimeText(firstSeenAt)} to ${dateTimeText(lastSeenAt)}`;

function sessionRow(tag: SessionTag, journal: JournalReader): readonly DetailRow[] {
  const session = journal.session(tag);
  if (session === undefined) return [];
  const change = session.lastChange === undefined ? '' : ` · ${session.lastChange.text}`;
  const line = [text(`   ${tag}`), text(` · ${session.state}${change}`, 'muted')];
  return [rowOf(line, { copy: () => tag, tag })];
}

function recent(seqs: SeqList, journal: JournalReader, masked: boolean): readonly DetailRow[] {
  const rows = [...newest(seqs, journal, MAX_RECENT)].map((summary) =>
    rowOf(requestLine(summary, masked), { seq: summary.seq }),
  );
  const title = `Latest requests (${rows.length} of ${seqs.length.toLocaleString('en-US')})`;
  return section(title, rows);
}

const requestLine = (summary: Summary, masked: boolean): StyledLine => [
  text(`   ${clockText(summary.startedAt)} `, 'muted'),
  text(statusText(summary).padEnd(4), statusTone(summary.status)),
  text(`${summary.method} ${urlText(summary.target, masked)}`, undefined, 512),
  text(summary.events.length === 0 ? '' : ` · ${summary.events.join(', ')}`, 'good'),
];

function* newest(seqs: SeqList, journal: JournalReader, most: number): Generator<Summary> {
  const end = Math.max(0, seqs.length - most);
  for (let index = seqs.length - 1; index >= end; index -= 1) {
    const seq = seqs.at(index);
    const summary = seq === undefined ? undefined : journal.summary(seq);
    if (summary !== undefined) yield summary;
  }
}
