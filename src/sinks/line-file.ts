/**
 * Lines in a file that grows at its end, and in those that follow when one is full. A run begins with
 * a new file, which takes the name with its first lines: until then an earlier file stays. What a
 * full disk took of a line is cut off again.
 */
import { open, rename, type FileHandle } from 'node:fs/promises';
import type { LineOutput } from './line-output.js';
import { outputError } from './output-error.js';
import { partPath } from './part-path.js';
import {
  createWorkFile,
  OWNER_ONLY,
  outputPath,
  removeLeftovers,
  removeQuietly,
  workPath,
} from './work-files.js';

export interface LineFileLimits {
  /** Bytes after which another file begins; absent: none. */
  readonly maxBytes?: number | undefined;
  /** Milliseconds after which another file begins; absent: none. */
  readonly maxMs?: number | undefined;
}

interface Part {
  readonly handle: FileHandle;
  /** Where it is, links followed. */
  readonly path: string;
  /** Where it is until it has taken its name; undefined from then on. */
  workPath: string | undefined;
  sizeBytes: number;
  /** Its last line is broken, and could not be cut off. */
  isTorn: boolean;
  /** By `performance.now()`. */
  readonly since: number;
}

const EXAMPLE = 'events.ndjson';
const LINE_BREAK = Uint8Array.of(0x0a);

export class LineFile implements LineOutput {
  readonly isGone = false;
  readonly #path: string;
  readonly #limits: LineFileLimits;
  #number = 0;
  #part: Part;

  private constructor(path: string, limits: LineFileLimits, part: Part) {
    this.#path = path;
    this.#limits = limits;
    this.#part = part;
  }

  /** Prepares to write; a file of that name stays until the first lines. Throws SpyError SPY_OUTPUT_UNWRITABLE. */
  static async open(path: string, limits: LineFileLimits): Promise<LineFile> {
    return new LineFile(path, limits, await newPart(path));
  }

  get name(): string {
    return this.#part.path;
  }

  get roomBytes(): number {
    return (this.#limits.maxBytes ?? Infinity) - this.#part.sizeBytes;
  }

  async write(lines: Uint8Array): Promise<void> {
    if (this.#isFull(lines.length)) await this.#next();
    const part = this.#part;
    // Others may have cut the file meanwhile, as logrotate's copytruncate does.
    const { size } = await part.handle.stat();
    try {
      await append(part.handle, part.isTorn ? Buffer.concat([LINE_BREAK, lines]) : lines);
      if (part.workPath !== undefined) await rename(part.workPath, part.path);
    } catch (error) {
      await part.handle.truncate(size).catch(() => {
        part.isTorn = true;
      });
      throw error;
    }
    part.workPath = undefined;
    part.isTorn = false;
    part.sizeBytes = size + lines.length;
  }

  async reopen(): Promise<void> {
    const before = this.#part;
    if (before.workPath !== undefined) return;
    const path = await outputPath(partPath(this.#path, this.#number), EXAMPLE);
    const handle = await open(path, 'a', OWNER_ONLY);
    const { size, ino } = await handle.stat();
    const isSame = ino === (await before.handle.stat()).ino;
    this.#part = {
      handle,
      path,
      workPath: undefined,
      sizeBytes: size,
      isTorn: isSame && before.isTorn,
      since: isSame ? before.since : performance.now(),
    };
    await closeQuietly(before);
  }

  async close(): Promise<void> {
    await this.#part.handle.sync().catch(() => undefined);
    await closeQuietly(this.#part);
  }

  #isFull(more: number): boolean {
    const { sizeBytes, since } = this.#part;
    if (sizeBytes === 0) return false;
    const { maxBytes = Infinity, maxMs = Infinity } = this.#limits;
    return sizeBytes + more > maxBytes || performance.now() - since >= maxMs;
  }

  async #next(): Promise<void> {
    const next = await newPart(partPath(this.#path, this.#number + 1));
    await closeQuietly(this.#part);
    this.#part = next;
    this.#number += 1;
  }
}

async function newPart(path: string): Promise<Part> {
  try {
    const target = await outputPath(path, EXAMPLE);
    await removeLeftovers(target);
    const work = `${workPath(target)}.new`;
    const handle = await createWorkFile(work, 'ax');
    const since = performance.now();
    return { handle, path: target, workPath: work, sizeBytes: 0, isTorn: false, since };
  } catch (error) {
    throw outputError(path, error);
  }
}

/** At the end, wherever that is by now: each short count is followed up until a full disk says so. */
async function append(handle: FileHandle, lines: Uint8Array): Promise<void> {
  let rest = lines;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.write(rest, 0, rest.length, null);
    rest = rest.subarray(bytesWritten);
  }
}

async function closeQuietly({ handle, workPath: unnamed }: Part): Promise<void> {
  await handle.close().catch(() => undefined);
  if (unnamed !== undefined) await removeQuietly(unnamed);
}
