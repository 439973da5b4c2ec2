/** What the screen may look up; read afresh at each update and each paint. */
import type { JournalReader } from '../journal/reader.js';
import type { DetailRow } from './detail-row.js';
import type { Lists } from './lists/lists.js';
import type { TuiModel } from './model.js';

export interface Source {
  readonly journal: JournalReader;
  readonly info: ScreenInfo;
  readonly lists: Lists;
  readonly details: {
    /** All rows of the detail's text, wrapped to `width`. */
    of(model: TuiModel, width: number): readonly DetailRow[];
  };
}

export interface ScreenInfo {
  /** What is looked at: the address where clients connect, or the file of a recording. */
  readonly title: string;
  /** Scheme and authority of what clients ask for: `http://127.0.0.1:9000`. */
  readonly origin: string;
  /** The app's address; absent for a recording. */
  readonly target?: string;
  /** Of a recording: by whom and of what, as far as it has been read. */
  readonly about?: () => string;
  /** The file that everything is recorded to; absent: nothing is. */
  readonly recording?: string;
  /** Lines shown while nothing has come yet: which address to visit, who can log in. */
  readonly hints?: readonly string[];
  /** How far a recording has been read, 0 to 1; undefined once it is all there. */
  readonly progress?: () => number | undefined;
}
