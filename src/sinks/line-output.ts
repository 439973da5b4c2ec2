/** Where lines go: a file, a pipe, a stream. What it is given is whole lines, and it keeps them whole. */

export interface LineOutput {
  /** As messages call it. */
  readonly name: string;
  /** Nothing can be written any more, and that will not change. */
  readonly isGone: boolean;
  /** Bytes that are written without a change of files. */
  readonly roomBytes: number;
  /**
   * Writes lines. When it throws, none of them is there, or none was read, and the same may be given
   * again unless `isGone`.
   */
  write(lines: Uint8Array): Promise<void>;
  /** Goes on under the same name, where another file may be by now. Throws when that cannot be opened. */
  reopen(): Promise<void>;
  /** Never throws. */
  close(): Promise<void>;
}

/** Writing is held up by whoever should read; `message` is a clause for a sentence. */
export class ReaderTrouble extends Error {
  override readonly name = 'ReaderTrouble';
}
