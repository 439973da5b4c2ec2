/** What raw client and raw origin share: a record of bytes that can be waited on, and listening. */
import type { Server, Socket } from 'node:net';

/** Everything a socket has received, as latin1 text: one character for each byte. */
export class ByteLog {
  #text = '';
  #isEnded = false;
  readonly #listeners = new Set<() => void>();

  constructor(socket: Socket) {
    socket.on('data', (bytes: Buffer) => {
      this.#text += bytes.toString('latin1');
      this.#changed();
    });
    for (const event of ['end', 'close'] as const) {
      socket.once(event, () => {
        this.#isEnded = true;
        this.#changed();
      });
    }
  }

  get text(): string {
    return this.#text;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** How many times a text has come so far. */
  count(text: string): number {
    return this.#text.split(text).length - 1;
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
    listener();
  }

  /** Everything so far, as soon as `isThere` says so; rejects when the peer ends before that. */
  async until(isThere: string | ((text: string) => boolean)): Promise<string> {
    const test = typeof isThere === 'string' ? (text: string) => text.includes(isThere) : isThere;
    return this.#wait(
      () => test(this.#text),
      () => new Error(`the peer ended after ${JSON.stringify(this.#text.slice(-400))}`),
    );
  }

  /** Everything, once the peer has ended or broken off. */
  async whole(): Promise<string> {
    return this.#wait(() => this.#isEnded);
  }

  #wait(isDone: () => boolean, failure?: () => Error): Promise<string> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (isDone()) resolve(this.#text);
        else if (this.#isEnded && failure !== undefined) reject(failure());
        else return;
        this.#listeners.delete(check);
      };
      this.#listeners.add(check);
      check();
    });
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Resolves to the port; 0 for a Unix socket. */
export function listenOn(
  server: Server,
  { host = '127.0.0.1', port = 0, path }: { host?: string; port?: number; path?: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path === undefined ? { host, port } : { path }, () => {
      const address = server.address();
      resolve(address === null || typeof address === 'string' ? 0 : address.port);
    });
  });
}
