/**
 * The compressed messages of one side of a WebSocket (RFC 7692 section 7.2.2), inflated whole and one
 * by one, each at a bounded cost. Context takeover is a dictionary: what the last 32 KiB of all messages
 * before were. A message that inflates to too much is cut, and is then the last one of its side whose
 * content is known: the next ones may refer to what was not read.
 */
import { constants, inflateRawSync } from 'node:zlib';

export interface InflatedMessage {
  /** Its first bytes, in a buffer of its own. */
  readonly bytes: Uint8Array;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
}

const MIB = 1024 * 1024;
/** Most bytes that one message is inflated to, whatever is asked for: some ten milliseconds. */
const MOST_INFLATED = 8 * MIB;
/** What RFC 7692 has the sender leave out at the end. */
const TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);
const WINDOW = 32 * 1024;
/** DEFLATE makes no more of a byte than this. */
const HIGHEST_RATIO = 1032;
/** How often the beginning of a message that is too long is tried. */
const MAX_ATTEMPTS = 4;
/** Streams in one message (section 7.2.3.4 shows two). */
const MAX_STREAMS = 16;

export class MessageInflater {
  readonly #takesOver: boolean;
  readonly #most: number;
  #window: Uint8Array | undefined;
  #isLost = false;

  /** `takesOver`: whether a message may refer to those before it. `room`: bytes that are ever of use. */
  constructor(takesOver: boolean, room: number) {
    this.#takesOver = takesOver;
    this.#most = Math.min(Math.max(room, MIB), MOST_INFLATED);
  }

  /** Whether messages can be inflated no more, whatever comes. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /**
   * A message's content. `isCut`: `payload` is only its beginning. `room`: bytes of one that is too long
   * that are of use. undefined: it is no DEFLATE data.
   */
  inflate(payload: Uint8Array, isCut: boolean, room: number): InflatedMessage | undefined {
    if (this.#isLost) return undefined;
    const whole = isCut ? 'too-large' : this.#inflateWhole(payload);
    if (whole === 'corrupt') {
      this.#isLost = true;
      return undefined;
    }
    if (typeof whole !== 'string') {
      if (this.#takesOver) this.#window = joined(this.#window, whole).slice(-WINDOW);
      return { bytes: whole, isWhole: true };
    }
    this.#isLost = true;
    return { bytes: this.#inflateBeginning(payload, Math.min(room, this.#most)), isWhole: false };
  }

  #inflateWhole(payload: Uint8Array): Uint8Array | 'too-large' | 'corrupt' {
    let rest: Uint8Array = joined(payload, TAIL);
    let inflated: Uint8Array = new Uint8Array(0);
    for (let streams = 0; streams < MAX_STREAMS; streams += 1) {
      const dictionary = joined(this.#window, inflated).slice(-WINDOW);
      const step = inflateOnce(rest, dictionary, this.#most - inflated.length);
      if (typeof step === 'string') return step;
      inflated = joined(inflated, step.bytes);
      // A block with BFINAL ends a stream; another may follow in the same message.
      if (step.consumed === 0 || step.consumed >= rest.length) return inflated;
      rest = rest.subarray(step.consumed);
    }
    return 'corrupt';
  }

  /** As much of the beginning as fits in `most` bytes, near enough, in few attempts. */
  #inflateBeginning(payload: Uint8Array, most: number): Uint8Array {
    let best: Uint8Array = new Uint8Array(0);
    let length = Math.min(payload.length, Math.max(64, Math.floor(most / HIGHEST_RATIO)));
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const step = inflateOnce(payload.subarray(0, length), this.#window ?? EMPTY, most);
      if (step === 'corrupt') return best;
      if (step === 'too-large') {
        length = Math.floor(length / 2);
        continue;
      }
      best = step.bytes;
      const ratio = Math.max(1, best.length) / Math.max(1, length);
      const next = Math.min(payload.length, Math.floor((most / ratio) * 0.9));
      if (next <= length) return best;
      length = next;
    }
    return best;
  }
}

const EMPTY = new Uint8Array(0);

function inflateOnce(
  bytes: Uint8Array,
  dictionary: Uint8Array,
  most: number,
): { readonly bytes: Uint8Array; readonly consumed: number } | 'too-large' | 'corrupt' {
  try {
    // With `info` the result is not the buffer alone, which the types do not say.
    const result: unknown = inflateRawSync(bytes, {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: Math.max(1, most),
      info: true,
      ...(dictionary.length === 0 ? {} : { dictionary }),
    });
    return consumedOf(result);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'corrupt';
  }
}

function consumedOf(result: unknown): { bytes: Uint8Array; consumed: number } | 'corrupt' {
  // { buffer, engine }: node:zlib, option `info`.
  const { buffer, engine } = result as {
    readonly buffer: Uint8Array;
    readonly engine: { readonly bytesWritten: number };
  };
  return { bytes: buffer, consumed: engine.bytesWritten };
}

function joined(first: Uint8Array | undefined, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array((first?.length ?? 0) + second.length);
  if (first !== undefined) whole.set(first);
  whole.set(second, first?.length ?? 0);
  return whole;
}
