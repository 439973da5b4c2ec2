/**
 * One connection to a memcached in its text protocol. Answers come in the order of the questions. Sends
 * `get`, `version` and, only where the server says that it wants one, a login: to a server that wants
 * none, a login is a `set` like any other and would be stored.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Waiting, type Connection } from './driver-connection.js';
import { tlsOptions } from './driver-tls.js';
import { AnswerReader, UnreadableAnswer, type MemcachedAnswer } from './memcached-protocol.js';
import type { MemcachedPlace } from './memcached-url.js';

interface Question {
  readonly answer: (answer: MemcachedAnswer) => void;
  readonly fail: (reason: unknown) => void;
}

export class MemcachedConnection implements Connection {
  readonly #place: MemcachedPlace;
  readonly #ready: Promise<Socket>;
  readonly #answers = new AnswerReader();
  /** Sent and not yet answered, in this order. */
  readonly #questions: Question[] = [];
  readonly #waiting = new Waiting({
    onWaiting: (isAwaited) => {
      if (isAwaited) this.#socket?.ref();
      else this.#socket?.unref();
    },
    onForsaken: () => {
      this.destroy();
    },
  });
  #socket: Socket | undefined;
  /** Why it can no longer be asked. */
  #end: { readonly reason: Error } | undefined;

  /** Begins to connect. */
  constructor(place: MemcachedPlace) {
    this.#place = place;
    this.#ready = this.#connect();
    this.#ready.catch((error: unknown) => {
      this.#fail(error);
    });
  }

  get isUsable(): boolean {
    return this.#end === undefined && !this.#waiting.isForsaken;
  }

  /** Sends a line. Rejects where the connection fails or the signal is aborted. */
  ask(line: string, signal: AbortSignal): Promise<MemcachedAnswer> {
    const answer = this.#ready.then((socket) => this.#send(socket, line));
    return this.#waiting.until(answer, signal);
  }

  destroy(): void {
    this.#fail(new Error('the connection was closed'));
  }

  async #connect(): Promise<Socket> {
    const socket = await this.#open();
    this.#socket = socket;
    const connected = new Promise<void>((resolve) => {
      socket.once(this.#place.tls === undefined ? 'connect' : 'secureConnect', resolve);
    });
    const failed = new Promise<never>((_, reject) => {
      const fail = (error: Error): void => {
        this.#fail(error);
        reject(error);
      };
      socket.on('error', fail);
      socket.once('close', () => {
        fail(new Error('the connection was closed'));
      });
    });
    socket.on('data', (chunk: Buffer) => {
      this.#take(chunk);
    });
    if (this.#end !== undefined) socket.destroy();
    await Promise.race([connected, failed]);
    await this.#greet(socket);
    return socket;
  }

  async #open(): Promise<Socket> {
    const { target, tls } = this.#place;
    if (tls === undefined || 'path' in target) return connectTcp({ ...target, noDelay: true });
    return connectTls({ ...target, ...(await tlsOptions(tls)) });
  }

  /** The key of the `set` that is a login is of no account ("Authentication", protocol.txt). */
  async #greet(socket: Socket): Promise<void> {
    const { login } = this.#place;
    if (login === undefined) return;
    const version = await this.#send(socket, 'version');
    if (version.kind !== 'line' || !wantsLogin(version.text)) return;
    const words = `${login.user} ${login.password}`;
    const reply = await this.#send(socket, `set auth 0 0 ${Buffer.byteLength(words)}\r\n${words}`);
    if (reply.kind !== 'line' || reply.text !== 'STORED') throw new LoginRefused('login refused');
  }

  #send(socket: Socket, line: string): Promise<MemcachedAnswer> {
    return new Promise((answer, fail) => {
      if (this.#end !== undefined) {
        fail(this.#end.reason);
        return;
      }
      this.#questions.push({ answer, fail });
      socket.write(`${line}\r\n`);
    });
  }

  #take(chunk: Buffer): void {
    try {
      for (const answer of this.#answers.read(chunk)) {
        const question = this.#questions.shift();
        if (question === undefined) throw new UnaskedAnswer(answer);
        question.answer(answer);
        if (answer.kind === 'too-large') this.destroy();
        if (answer.kind === 'line' && wantsLogin(answer.text)) this.#refuse(answer);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * memcached (1.6.18) answers only the first of several lines that reach it together before a login,
   * so the answer counts for all of them.
   */
  #refuse(answer: MemcachedAnswer): void {
    if (this.#place.login !== undefined) return;
    for (const question of this.#questions.splice(0)) question.answer(answer);
    this.destroy();
  }

  #fail(reason: unknown): void {
    this.#end ??= { reason: reason instanceof Error ? reason : new Error(String(reason)) };
    for (const { fail } of this.#questions.splice(0)) fail(reason);
    this.#socket?.destroy();
  }
}

export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
}

/** `ERROR Too many open connections` comes before anything was asked. */
export class UnaskedAnswer extends UnreadableAnswer {
  readonly text: string;

  constructor(answer: MemcachedAnswer) {
    super('an answer came to no question');
    this.text = answer.kind === 'line' ? answer.text : '';
  }
}

/** What a server with a file of logins (-Y) says to everything before one. */
export const wantsLogin = (line: string): boolean => /^(CLIENT_)?ERROR unauthenticated/.test(line);
