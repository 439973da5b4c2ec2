/**
 * The state of the screen: cursors, ids and switches, never exchanges. Rows are looked up in the
 * journal for the window in sight (`Source`), so the model stays as small with 100,000 exchanges.
 */
import type { JournalReader } from '../journal/journal.js';
import type { ConnectionId } from '../model/ids.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export const PANES = ['connections', 'exchanges', 'detail'] as const;
export type Pane = (typeof PANES)[number];

export const DETAIL_TABS = ['session', 'cookies', 'request', 'response', 'timing'] as const;
export type DetailTab = (typeof DETAIL_TABS)[number];

/** A row of the connections pane; the first row stands for all of them. */
export type ConnectionChoice = ConnectionId | 'all';

export interface TuiModel {
  readonly size: Size;
  readonly focus: Pane;
  /** The focused pane has the whole body. */
  readonly zoomed: boolean;
  readonly helpOpen: boolean;
  readonly connections: { readonly selected: ConnectionChoice; readonly top: number };
  readonly exchanges: {
    /** undefined while there is none. */
    readonly selected: number | undefined;
    /** The sequence number of the first row in sight. */
    readonly topSeq: number;
    /** The cursor goes to each new exchange. */
    readonly following: boolean;
  };
  readonly detail: { readonly tab: DetailTab; readonly top: number };
  readonly help: { readonly top: number };
  /** Cookie values, session values and content are not shown. */
  readonly masked: boolean;
}

/** What the screen may look up; read afresh at each update and each paint. */
export interface Source {
  readonly journal: JournalReader;
  readonly connections: { readonly ids: readonly ConnectionId[] };
  readonly info: ScreenInfo;
}

export interface ScreenInfo {
  /** Where clients connect. */
  readonly url: string;
  readonly target: string;
  /** Lines shown while nothing has come yet: which address to visit, who can log in. */
  readonly hints?: readonly string[];
}

export const initialModel = (size: Size): TuiModel => ({
  size,
  focus: 'exchanges',
  zoomed: false,
  helpOpen: false,
  connections: { selected: 'all', top: 0 },
  exchanges: { selected: undefined, topSeq: 0, following: true },
  detail: { tab: 'session', top: 0 },
  help: { top: 0 },
  masked: false,
});
