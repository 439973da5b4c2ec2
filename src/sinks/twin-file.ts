/**
 * A document that grows and is whole at every moment, also when the process is killed while it writes.
 * Two files hold the same beginning. A turn brings the one that is not published up to date, closing
 * bytes included, and then publishes it under the output's name by `link` and `rename`. A published
 * file is never written to while it has that name, or any other but ours: one that was moved away or
 * linked to stays as it was. It does not know what the document is.
 */
import { constants, copyFile, link, lstat, open, rename, type FileHandle } from 'node:fs/promises';
import { errorCode, outputError } from './output-error.js';
import {
  createWorkFile,
  outputPath,
  removeLeftovers,
  removeQuietly,
  workPath,
} from './work-files.js';
import { writeFully } from './write-fully.js';

/** The bytes before and between the parts of a document. What follows them comes with each turn. */
export interface DocumentFrame {
  readonly head: Uint8Array;
  readonly separator: Uint8Array;
}

interface Twin {
  readonly path: string;
  readonly handle: FileHandle;
  /** Where the tail begins: all before it is final. 0 before the head is written. */
  end: number;
  parts: number;
  /** As we left it. */
  size: number;
}

/** A published document, as it can be told from any other file. */
interface Published {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
}

/** Error codes by which a file system says that it has no hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

export class TwinFile {
  /** Where the document is published. */
  readonly path: string;
  readonly #frame: DocumentFrame;
  readonly #freshPath: string;
  readonly #link: typeof link;
  /** The next one to write first: turns go back and forth. */
  #twins: readonly [Twin, Twin];
  /** What the published twin has and the other lacks. */
  #carried: readonly Uint8Array[] = [];
  #published: Published | undefined;
  #isRepeating = false;

  private constructor(
    path: string,
    frame: DocumentFrame,
    twins: readonly [Twin, Twin],
    fresh: string,
    makeLink: typeof link,
  ) {
    this.path = path;
    this.#frame = frame;
    this.#twins = twins;
    this.#freshPath = fresh;
    this.#link = makeLink;
  }

  /**
   * Prepares to write `path`; what is there stays until the first turn succeeds. Throws SpyError
   * SPY_OUTPUT_UNWRITABLE. `makeLink`: how a file gets a second name, where a file system can do that.
   */
  static async open(
    path: string,
    frame: DocumentFrame,
    makeLink: typeof link = link,
  ): Promise<TwinFile> {
    try {
      const target = await outputPath(path);
      await removeLeftovers(target);
      const work = workPath(target);
      const first = await createTwin(`${work}.a`);
      try {
        const second = await createTwin(`${work}.b`);
        return new TwinFile(target, frame, [first, second], `${work}.new`, makeLink);
      } catch (error) {
        await discard(first);
        throw error;
      }
    } catch (error) {
      throw outputError(path, error);
    }
  }

  get isPublished(): boolean {
    return this.#published !== undefined;
  }

  /** Bytes of the published document. */
  get sizeBytes(): number {
    return this.#published?.size ?? 0;
  }

  /**
   * Whether the document was moved away just before the last turn replaced it: then what is published
   * now repeats it, and a new one, with the parts of that turn alone, is to take its place.
   */
  get isRepeating(): boolean {
    return this.#isRepeating;
  }

  /**
   * Whether the published document was moved away, deleted or emptied: what it had is not to be written
   * again, and a new one is to take its place. False where it was replaced or written to and is nowhere
   * else: the next turn brings the whole of it back.
   */
  async isTakenAway(): Promise<boolean> {
    const published = this.#published;
    if (published === undefined) return false;
    if (this.#isRepeating) return true;
    let found: Published;
    try {
      found = await lstat(this.path);
    } catch (error) {
      return errorCode(error) === 'ENOENT';
    }
    // logrotate puts an empty file in its place, or empties it where it is.
    if (found.size === 0) return true;
    const isOurs = found.ino === published.ino && found.dev === published.dev;
    return !isOurs && (await linkCount(this.#twins[1])) > 1;
  }

  /**
   * Adds parts, ends with `tail` and publishes. When it throws, nothing has changed for readers and the
   * same parts may be given again.
   */
  async append(parts: readonly Uint8Array[], tail: Uint8Array): Promise<void> {
    const [twin, published] = [await this.#writable(), this.#twins[1]];
    const missing = [...this.#carried, ...parts];
    const linksBefore = this.isPublished ? await linkCount(published) : 0;
    let written = twin.end;
    let fresh: Published;
    try {
      const buffers = [...this.#framed(twin, missing), tail];
      written = await writeFully(twin.handle, buffers, twin.end);
      // An attempt that failed, or a longer tail, may have left more than this.
      await twin.handle.truncate(written);
      fresh = await this.#publish(twin.path);
    } catch (error) {
      await twin.handle.truncate(twin.end).catch(() => undefined);
      twin.size = twin.end;
      throw error;
    }
    // It had two names at least, ours and the output's; if it has lost none, the output's was another by then.
    this.#isRepeating = linksBefore > 1 && (await linkCount(published)) >= linksBefore;
    twin.end = written - tail.length;
    twin.size = written;
    twin.parts += missing.length;
    this.#carried = parts;
    this.#twins = [published, twin];
    this.#published = fresh;
  }

  /** Removes the work files; the published document stays. Never throws. */
  async close(): Promise<void> {
    if (this.isPublished) await this.#twins[1].handle.sync().catch(() => undefined);
    await Promise.all(this.#twins.map(discard));
    await removeQuietly(this.#freshPath);
  }

  /**
   * The twin that is not published. While it was, it may have got a name besides ours, and is that name's
   * now; or somebody wrote to it. Then a copy takes its place.
   */
  async #writable(): Promise<Twin> {
    const [twin, published] = this.#twins;
    const { nlink, size } = await twin.handle.stat();
    if (nlink <= 1 && size === twin.size) return twin;
    const path = `${workPath(this.path)}.a`;
    await copyFile(published.path, path, constants.COPYFILE_EXCL);
    const copy = { ...published, path, handle: await open(path, 'r+') };
    this.#twins = [copy, published];
    this.#carried = [];
    await discard(twin);
    return copy;
  }

  #framed(twin: Twin, parts: readonly Uint8Array[]): Uint8Array[] {
    const buffers: Uint8Array[] = twin.end === 0 ? [this.#frame.head] : [];
    parts.forEach((part, index) => {
      if (twin.parts + index > 0) buffers.push(this.#frame.separator);
      buffers.push(part);
    });
    return buffers;
  }

  /** `rename` replaces the old document in one step; `link` first, so that the twin keeps its name. */
  async #publish(path: string): Promise<Published> {
    await removeQuietly(this.#freshPath);
    try {
      await this.#link(path, this.#freshPath);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && NO_LINKS.has(String(error.code))))
        throw error;
      // A whole copy for each turn: slow for long documents, and the only safe way without links.
      await copyFile(path, this.#freshPath);
    }
    const { dev, ino, size } = await lstat(this.#freshPath);
    await rename(this.#freshPath, this.path);
    return { dev, ino, size };
  }
}

async function createTwin(path: string): Promise<Twin> {
  return { path, handle: await createWorkFile(path), end: 0, parts: 0, size: 0 };
}

/** How many names it has. */
const linkCount = async ({ handle }: Twin): Promise<number> => (await handle.stat()).nlink;

async function discard(twin: Twin): Promise<void> {
  await twin.handle.close().catch(() => undefined);
  await removeQuietly(twin.path);
}
