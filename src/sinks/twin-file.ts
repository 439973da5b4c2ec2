/**
 * A document that grows and is whole at every moment, also when the process is killed while it writes.
 * Two files hold the same beginning. A turn brings the one that is not published up to date, closing
 * bytes included, and then publishes it under the output's name by `link` and `rename`. A published
 * file is never written to. It does not know what the document is.
 */
import { copyFile, link, rename, type FileHandle } from 'node:fs/promises';
import { outputError } from './output-error.js';
import {
  createWorkFile,
  outputPath,
  removeLeftovers,
  removeQuietly,
  workPath,
} from './work-files.js';
import { writeFully } from './write-fully.js';

/** The bytes around and between the parts of a document. */
export interface DocumentFrame {
  readonly head: Uint8Array;
  readonly separator: Uint8Array;
  readonly tail: Uint8Array;
}

interface Twin {
  readonly path: string;
  readonly handle: FileHandle;
  /** Where the tail begins: all before it is final. 0 before the head is written. */
  end: number;
  parts: number;
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
  #isPublished = false;

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
    return this.#isPublished;
  }

  /** Bytes of the published document. */
  get sizeBytes(): number {
    return this.#isPublished ? this.#twins[1].end + this.#frame.tail.length : 0;
  }

  /**
   * Adds parts and publishes. When it throws, nothing has changed for readers and the same parts may be
   * given again.
   */
  async append(parts: readonly Uint8Array[]): Promise<void> {
    const [twin, published] = this.#twins;
    const missing = [...this.#carried, ...parts];
    let written = twin.end;
    try {
      written = await writeFully(twin.handle, this.#framed(twin, missing), twin.end);
      // An attempt that failed may have left more than this.
      await twin.handle.truncate(written);
      await this.#publish(twin.path);
    } catch (error) {
      await twin.handle.truncate(twin.end).catch(() => undefined);
      throw error;
    }
    twin.end = written - this.#frame.tail.length;
    twin.parts += missing.length;
    this.#carried = parts;
    this.#twins = [published, twin];
    this.#isPublished = true;
  }

  /** Removes the work files; the published document stays. Never throws. */
  async close(): Promise<void> {
    if (this.#isPublished) await this.#twins[1].handle.sync().catch(() => undefined);
    await Promise.all(this.#twins.map(discard));
    await removeQuietly(this.#freshPath);
  }

  #framed(twin: Twin, parts: readonly Uint8Array[]): Uint8Array[] {
    const buffers: Uint8Array[] = twin.end === 0 ? [this.#frame.head] : [];
    parts.forEach((part, index) => {
      if (twin.parts + index > 0) buffers.push(this.#frame.separator);
      buffers.push(part);
    });
    buffers.push(this.#frame.tail);
    return buffers;
  }

  /** `rename` replaces the old document in one step; `link` first, so that the twin keeps its name. */
  async #publish(path: string): Promise<void> {
    await removeQuietly(this.#freshPath);
    try {
      await this.#link(path, this.#freshPath);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && NO_LINKS.has(String(error.code))))
        throw error;
      // A whole copy for each turn: slow for long documents, and the only safe way without links.
      await copyFile(path, this.#freshPath);
    }
    await rename(this.#freshPath, this.path);
  }
}

async function createTwin(path: string): Promise<Twin> {
  return { path, handle: await createWorkFile(path), end: 0, parts: 0 };
}

async function discard(twin: Twin): Promise<void> {
  await twin.handle.close().catch(() => undefined);
  await removeQuietly(twin.path);
}
