/**
 * Lines into a named pipe (FIFO), `/dev/fd/63` of a shell's `>(...)` among them. Opening never waits for
 * a reader: without one it fails and is tried again, and a reader that has left may be followed by another.
 */
import { constants, open as openFile } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { ReaderTrouble, type LineOutput } from './line-output.js';
import { LineStream } from './line-stream.js';
import { errorCode } from './output-error.js';

const open = promisify(openFile);

interface Connected {
  readonly socket: Socket;
  readonly lines: LineStream;
}

export class LinePipe implements LineOutput {
  readonly name: string;
  readonly isGone = false;
  readonly roomBytes = Infinity;
  readonly #patienceMs: number | undefined;
  #connected: Connected | undefined;

  constructor(path: string, patienceMs?: number) {
    this.name = path;
    this.#patienceMs = patienceMs;
  }

  async write(lines: Uint8Array): Promise<void> {
    const connected = (this.#connected ??= await connect(this.name, this.#patienceMs));
    try {
      await connected.lines.write(lines);
    } catch (error) {
      if (!connected.lines.isGone) throw error;
      connected.socket.destroy();
      this.#connected = undefined;
      throw errorCode(error) === 'EPIPE' ? new ReaderTrouble('its reader has left') : error;
    }
  }

  /** Another pipe may be there by now. */
  async reopen(): Promise<void> {
    const before = this.#connected;
    this.#connected = undefined;
    if (before !== undefined) await end(before);
  }

  close(): Promise<void> {
    return this.reopen();
  }
}

async function connect(path: string, patienceMs?: number): Promise<Connected> {
  let fd: number;
  try {
    fd = await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw errorCode(error) === 'ENXIO' ? new ReaderTrouble('nobody reads it') : error;
  }
  const socket = new Socket({ fd, readable: false, writable: true });
  socket.unref();
  return { socket, lines: new LineStream(socket, path, patienceMs) };
}

/** All has been read, or nobody reads: then there is nothing to wait for. */
async function end({ socket, lines }: Connected): Promise<void> {
  await lines.close();
  socket.on('error', () => undefined).destroy();
}
