/**
 * One line of a detail text with what can be done at it: fold or open the node that it heads, copy the
 * value that it shows, jump to the exchange that it names.
 */
import type { SessionTag } from '../model/ids.js';
import type { SessionSnapshot } from '../model/session.js';
import type { StyledLine } from './styled.js';

export interface DetailRow {
  readonly line: StyledLine;
  /** Heads a node that can be folded. `key` is stable over revisions of the same text. */
  readonly fold?: { readonly key: string; readonly open: boolean };
  /** What `y` `v` copies here: the whole value, not made safe. Absent: the line has none. */
  readonly value?: string;
  /** The session this line is about, where it is another one. */
  readonly tag?: SessionTag;
  /** The exchange this line is about, where it is another one. */
  readonly seq?: number;
}

export interface DetailOptions {
  /** Cells; every line is wrapped to it. */
  readonly width: number;
  readonly masked: boolean;
  /** Keys of folds that the user turned: each is now the opposite of its default. */
  readonly turned: ReadonlySet<string>;
  /** The session read again from its store just now, at the user's wish. */
  readonly now?: SessionSnapshot;
}
