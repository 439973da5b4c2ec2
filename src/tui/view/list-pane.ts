/** The pane of the view in front: its tab among the views, what it is narrowed to, and its rows. */
import { endOf } from '../list-window.js';
import type { RowKey, TuiModel, View } from '../model.js';
import { VIEWS } from '../model.js';
import type { Source } from '../source.js';
import { text, type Segment, type StyledLine } from '../styled.js';
import { isFollowing } from '../update/cursor.js';
import { CONNECTIONS } from './connections.js';
import { LIST_HEADING_ROWS, type Region } from './layout.js';
import { narrowedTo } from './narrowed.js';
import { block, tabsLine } from './pane.js';
import { countText } from './quantities.js';
import { REQUESTS } from './requests.js';
import { SESSIONS } from './sessions.js';
import { isMatch } from './matching.js';
import type { Table } from './table.js';
import { USERS } from './users.js';
import { waitingLines } from './waiting.js';

const TABLES: Readonly<Record<View, Table>> = {
  requests: REQUESTS,
  sessions: SESSIONS,
  users: USERS,
  connections: CONNECTIONS,
};

/** The pane as `region.height` lines of `region.width` cells. */
export function listPane(model: TuiModel, source: Source, { width, height }: Region) {
  const focused = model.focus === 'list';
  const list = source.lists.of(model);
  const tabs = VIEWS.map((view, index) => ({
    label: width < 64 ? SHORT[view] : TITLES[view],
    key: String(index + 1),
    isOpen: view === model.view,
  }));
  const title = tabsLine(tabs, notesOf(model, source, list.length), width, focused);
  if (list.length === 0) {
    return block([title, ...waitingLines(model, source, width)], width, height);
  }
  const table = TABLES[model.view];
  const { topKey, selected } = model.lists[model.view];
  const top = topKey === undefined ? 0 : Math.max(0, list.indexOf(topKey));
  const end = endOf(top, { length: list.length, height: height - LIST_HEADING_ROWS });
  const rows: StyledLine[] = [];
  for (let index = top; index < end; index += 1) {
    const key = list.at(index);
    if (key === undefined) continue;
    const state = { selected: key === selected, focused, width, sign: signOf(model, key, source) };
    const row = table.row(key, { model, source }, state);
    if (row !== undefined) rows.push(row);
  }
  return block([title, table.heading(width), ...rows], width, height);
}

const TITLES: Readonly<Record<View, string>> = {
  requests: 'Requests',
  sessions: 'Sessions',
  users: 'Users',
  connections: 'Connections',
};
const SHORT: Readonly<Record<View, string>> = {
  requests: 'Req',
  sessions: 'Ses',
  users: 'Usr',
  connections: 'Con',
};

/** What stands at the row's left edge when the cursor does not: a mark, or a match among others. */
function signOf(model: TuiModel, key: RowKey, source: Source): Segment | undefined {
  if (typeof key !== 'number') return undefined;
  if (model.marks.has(key)) return text('*', 'accent');
  return model.showAll && isMatch(model, key, source) ? text('•', 'good') : undefined;
}

/** Counts and modes, most important first. */
function notesOf(model: TuiModel, source: Source, length: number): readonly Segment[] {
  const { filter, showAll, pausedAt, view, masked } = model;
  const notes: Segment[] = narrowedTo(model, source).map((word) => text(word, 'accent'));
  if (filter !== '') notes.push(text(`/${filter}`, 'accent', 60));
  notes.push(text(countNote(model, source, length)));
  const sort = model.sorts[view];
  if (sort !== undefined) notes.push(text(`by ${sort.column} ${sort.descending ? '↓' : '↑'}`));
  if (pausedAt !== undefined) {
    notes.push(
      text(
        `paused, ${countText(source.journal.lastSeq - pausedAt, 'more')}`.replace(/s$/, ''),
        'warn',
      ),
    );
  } else if (view === 'requests' && sort === undefined) {
    notes.push(text(isFollowing(model) ? 'following' : 'G follows', 'muted'));
  }
  if (showAll) notes.push(text('matches marked •', 'muted'));
  if (masked) notes.push(text('masked', 'warn'));
  return notes;
}

/** `42`, `12 of 100,000`, `12 of 100,000, 40% searched`. */
function countNote(model: TuiModel, source: Source, length: number): string {
  const count = length.toLocaleString('en-US');
  if (model.view !== 'requests' || model.filter === '') return count;
  const { journal } = source;
  const held = Math.max(0, journal.lastSeq - journal.firstSeq + 1).toLocaleString('en-US');
  const found = source.lists.matches(model).length.toLocaleString('en-US');
  const progress = source.lists.progress(model);
  const searched = progress === undefined ? '' : `, ${Math.floor(progress * 100)}% searched`;
  return `${found} of ${held}${searched}`;
}
