/**
 * A recording on disk as bytes, gzip undone, with how far it has been read. Says in one sentence what a
 * file is that cannot be one.
 */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SpyError } from '../errors.js';

/** Bytes read at once; what is made of them takes a few milliseconds. */
const CHUNK_BYTES = 256 * 1024;

export class RecordingFile {
  /** For display. */
  readonly name: string;
  /** Bytes on disk; undefined for a pipe. */
  readonly totalBytes: number | undefined;
  readonly #stream: Readable;
  readonly #onDisk: Readable;
  #bytesRead = 0;

  private constructor(name: string, size: number | undefined, onDisk: Readable, isGzip: boolean) {
    this.name = name;
    this.totalBytes = size;
    this.#onDisk = onDisk;
    onDisk.on('data', (chunk: Buffer) => {
      this.#bytesRead += chunk.length;
    });
    onDisk.pause();
    this.#stream = isGzip ? unzipped(onDisk) : onDisk;
  }

  /** Throws SpyError SPY_RECORDING_UNREADABLE. */
  static async open(path: string): Promise<RecordingFile> {
    const name = basename(path);
    const handle = await open(path, 'r').catch((error: unknown) => {
      throw unreadable(path, error);
    });
    try {
      const stats = await handle.stat();
      if (stats.isDirectory()) throw fault(`"${path}" is a folder: name the HAR file in it.`);
      const size = stats.isFile() ? stats.size : undefined;
      if (size === 0) throw fault(`"${path}" is empty: there is nothing recorded in it.`);
      const magic = size === undefined ? Buffer.alloc(0) : await firstBytes(handle);
      checkMagic(path, magic);
      const isGzip = magic[0] === 0x1f && magic[1] === 0x8b;
      const onDisk = createReadStream(path, {
        fd: handle,
        highWaterMark: CHUNK_BYTES,
        ...(size === undefined ? {} : { start: 0 }),
      });
      return new RecordingFile(name, size, onDisk, isGzip);
    } catch (error) {
      await handle.close();
      throw error instanceof SpyError ? error : unreadable(path, error);
    }
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** To be gone through once. Throws what Node throws where reading or unpacking fails. */
  chunks(): AsyncIterator<Buffer> {
    // A stream without an encoding yields buffers.
    return this.#stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Idempotent. */
  close(): void {
    this.#onDisk.destroy();
    this.#stream.destroy();
  }
}

function unzipped(onDisk: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  onDisk.on('error', (error) => {
    gunzip.destroy(error);
  });
  return onDisk.pipe(gunzip);
}

async function firstBytes(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
  return buffer.subarray(0, bytesRead);
}

/** Formats that are easily taken for a HAR, by their first bytes. */
const FORMATS: readonly (readonly [magic: readonly number[], what: string])[] = [
  [[0xff, 0xfe], 'UTF-16: save it as UTF-8'],
  [[0xfe, 0xff], 'UTF-16: save it as UTF-8'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive: unpack it and name the HAR file in it'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'compressed with zstd: unpack it first'],
];

function checkMagic(path: string, bytes: Buffer): void {
  for (const [magic, what] of FORMATS) {
    if (magic.every((byte, index) => bytes[index] === byte)) throw fault(`"${path}" is ${what}.`);
  }
}

const fault = (message: string): SpyError => new SpyError('SPY_RECORDING_UNREADABLE', message);

function unreadable(path: string, cause: unknown): SpyError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
  const message =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? `There is no file "${path}": check the path.`
      : code === 'EISDIR'
        ? `"${path}" is a folder: name the HAR file in it.`
        : code === 'EACCES' || code === 'EPERM'
          ? `"${path}" may not be read by this user: change its permissions.`
          : `"${path}" cannot be read (${code}).`;
  return new SpyError('SPY_RECORDING_UNREADABLE', message, { cause });
}
