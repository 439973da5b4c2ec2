/**
 * The state of the screen: cursors, choices and switches, never exchanges. Rows are looked up in the
 * journal for the window in sight (source.ts), so the model stays as small with 100,000 exchanges.
 */
import type { UserKey } from '../journal/reader.js';
import type { ConnectionId, SessionTag } from '../model/ids.js';
import type { SessionSnapshot } from '../model/session.js';
import type { Tone } from './styled.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export const VIEWS = ['requests', 'sessions', 'users', 'connections'] as const;
export type View = (typeof VIEWS)[number];

export const DETAIL_TABS = ['session', 'cookies', 'request', 'response', 'timing', 'user'] as const;
export type DetailTab = (typeof DETAIL_TABS)[number];

export type Focus = 'list' | 'detail';

/** What a row is found by: a sequence number, or a session's, user's or connection's key. */
export type RowKey = number | string;

/** Keys and not indexes, so that a cursor stays on its row while others come and go. */
export interface ListCursor {
  /** undefined while the list is empty. */
  readonly selected: RowKey | undefined;
  /** The first row in sight. */
  readonly topKey: RowKey | undefined;
  /** Where the selected row was when it was last there: its neighbour follows when it goes. */
  readonly index: number;
}

/** What the lists are narrowed to; several at once narrow further. */
export interface Scope {
  readonly user?: UserKey;
  readonly session?: SessionTag;
  readonly connection?: ConnectionId;
}

export interface Sort {
  /** A column's title. */
  readonly column: string;
  readonly descending: boolean;
}

export type PromptKind = 'filter' | 'palette' | 'save';

/** The line that is being typed into. */
export interface Prompt {
  readonly kind: PromptKind;
  readonly text: string;
  /** UTF-16 offset into `text`. */
  readonly cursor: number;
  /** How far back in the history; 0 is what is being typed. */
  readonly back: number;
  /** What was typed before the history was looked at. */
  readonly draft: string;
  /** The palette's choice among the commands that fit. */
  readonly choice: number;
  /** The filter to return to when the prompt is left with Esc. */
  readonly before: string;
  /** The row that was selected when it was opened: the cursor keeps as near to it as the filter lets it. */
  readonly anchor: RowKey | undefined;
}

export type Menu = 'copy' | 'sort' | 'clear';

export interface Notice {
  readonly text: string;
  readonly tone: Tone | undefined;
}

export interface TuiModel {
  readonly size: Size;
  readonly view: View;
  readonly focus: Focus;
  /** The focused pane has the whole body. */
  readonly zoomed: boolean;
  readonly helpOpen: boolean;
  readonly help: { readonly top: number };
  readonly lists: Readonly<Record<View, ListCursor>>;
  readonly sorts: Readonly<Partial<Record<View, Sort>>>;
  readonly scope: Scope;
  /** The filter in force, always one that parses; empty: none. */
  readonly filter: string;
  /** Rows that do not match stay in sight, and those that do are marked. */
  readonly showAll: boolean;
  /** The cursor goes to each new exchange. */
  readonly following: boolean;
  /** Nothing after this exchange is shown, until it is resumed. */
  readonly pausedAt: number | undefined;
  readonly marks: ReadonlySet<number>;
  readonly detail: DetailState;
  /** Jumps that Esc goes back from, the latest last. */
  readonly trail: readonly TrailStep[];
  readonly prompt: Prompt | undefined;
  readonly menu: Menu | undefined;
  /** What was typed into each prompt, latest first. */
  readonly histories: Readonly<Record<PromptKind, readonly string[]>>;
  /** Said in the footer until the next key. */
  readonly notice: Notice | undefined;
  /** Cookie values, session values and content are not shown. */
  readonly masked: boolean;
}

export interface DetailState {
  readonly tab: DetailTab;
  /** A row of the detail's text. */
  readonly cursor: number;
  readonly top: number;
  /** Folds that are not as they would be by default. */
  readonly turned: ReadonlySet<string>;
  /** A session that was read again from its store, with the exchange whose it is. */
  readonly reread?: { readonly seq: number; readonly snapshot: SessionSnapshot };
}

/** Where a jump began, and where it landed. */
export interface TrailStep {
  readonly from: TrailPlace;
  readonly landed: TrailPlace;
}

type TrailPlace = Pick<
  TuiModel,
  'view' | 'focus' | 'scope' | 'filter' | 'lists' | 'detail' | 'following'
>;

const NOWHERE: ListCursor = { selected: undefined, topKey: undefined, index: 0 };

export const initialModel = (size: Size): TuiModel => ({
  size,
  view: 'requests',
  focus: 'list',
  zoomed: false,
  helpOpen: false,
  help: { top: 0 },
  lists: { requests: NOWHERE, sessions: NOWHERE, users: NOWHERE, connections: NOWHERE },
  sorts: {},
  scope: {},
  filter: '',
  showAll: false,
  following: true,
  pausedAt: undefined,
  marks: new Set(),
  detail: { tab: 'session', cursor: 0, top: 0, turned: new Set() },
  trail: [],
  prompt: undefined,
  menu: undefined,
  histories: { filter: [], palette: [], save: [] },
  notice: undefined,
  masked: false,
});
