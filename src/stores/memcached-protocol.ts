/**
 * memcached's text protocol (protocol.txt of memcached 1.6), as far as it is read: one line, or a value
 * between `VALUE` and `END`. Pure; holds no more than one value and refuses longer ones unread.
 * Example: "VALUE k 1 5\r\nhello\r\nEND\r\n" answers "get k\r\n".
 */
import { MAX_RECORD_BYTES } from './driver.js';

export type MemcachedAnswer =
  /** `value` undefined: there is none under the key. */
  | { readonly kind: 'value'; readonly key?: string; readonly value?: Uint8Array }
  /** Its value is longer than is read; what follows cannot be read either. */
  | { readonly kind: 'too-large' }
  /** `VERSION 1.6.18`, `STORED`, `CLIENT_ERROR unauthenticated`. */
  | { readonly kind: 'line'; readonly text: string };

/** What was sent is no answer of a memcached. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** An error line may name the line that it is about, 2 KiB of it. */
const MAX_LINE_BYTES = 4096;

export class AnswerReader {
  #bytes: Buffer = Buffer.alloc(0);

  /** The answers that are whole with this chunk. Throws UnreadableAnswer. */
  *read(chunk: Buffer): Generator<MemcachedAnswer> {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    for (let next = answerAt(this.#bytes); next !== undefined; next = answerAt(this.#bytes)) {
      this.#bytes = this.#bytes.subarray(next.size);
      yield next.answer;
    }
  }
}

interface Sized {
  readonly answer: MemcachedAnswer;
  /** Bytes that it took. */
  readonly size: number;
}

/** The answer that the bytes begin with; undefined while it is not whole. */
function answerAt(bytes: Buffer): Sized | undefined {
  const end = bytes.subarray(0, MAX_LINE_BYTES).indexOf('\r\n');
  if (end === -1) {
    if (bytes.length >= MAX_LINE_BYTES) throw new UnreadableAnswer('a line has no end');
    return undefined;
  }
  const line = bytes.toString('latin1', 0, end);
  if (line === 'END') return { answer: { kind: 'value' }, size: end + 2 };
  if (line.startsWith('VALUE ')) return valueAt(bytes, line, end + 2);
  if (!LINES.test(line)) throw new UnreadableAnswer('a line is of no known kind');
  return { answer: { kind: 'line', text: line }, size: end + 2 };
}

const LINES = /^(VERSION |STORED$|NOT_STORED$|ERROR|CLIENT_ERROR|SERVER_ERROR)/;

/** "VALUE <key> <flags> <bytes> [<cas unique>]\r\n<data block>\r\n", then "END\r\n". */
function valueAt(bytes: Buffer, line: string, start: number): Sized | undefined {
  const [, key, digits] = /^VALUE (\S{1,250}) \d{1,10} (\d{1,15})(?: \d{1,20})?$/.exec(line) ?? [];
  if (key === undefined) throw new UnreadableAnswer('a value is announced in no known form');
  const length = Number(digits);
  if (length > MAX_RECORD_BYTES) return { answer: { kind: 'too-large' }, size: bytes.length };
  const end = start + length;
  const size = end + VALUE_END.length;
  if (bytes.length < size) return undefined;
  if (bytes.toString('latin1', end, size) !== VALUE_END) {
    throw new UnreadableAnswer('a value does not end where it was to');
  }
  const name = Buffer.from(key, 'latin1').toString('utf8');
  return { answer: { kind: 'value', key: name, value: bytes.subarray(start, end) }, size };
}

const VALUE_END = '\r\nEND\r\n';
