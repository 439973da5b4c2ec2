/**
 * The frames of one side of a WebSocket (RFC 6455 section 5), taken from bytes as they come, however
 * they are split. It knows what a frame is and whether it may stand where it stands; not what messages
 * are kept, nor any extension but the one bit that permessage-deflate uses (RFC 7692 section 6).
 *
 * A masked text frame `Hi`: `81 82` (FIN, text; MASK, length 2), `37 fa 21 3d` (key), `7f 93`.
 */

export type FrameHead =
  | {
      readonly isControl: false;
      /** What a message is stands in its first frame. */
      readonly kind: 'text' | 'binary' | 'continuation';
      readonly isFinal: boolean;
      /** RSV1 of a first frame: the message is compressed. */
      readonly isCompressed: boolean;
      /** Bytes of payload. */
      readonly length: number;
    }
  | {
      readonly isControl: true;
      readonly kind: 'close' | 'ping' | 'pong';
      readonly length: number;
    };

/** What is told of frames, in order. */
export interface FrameReader {
  /** A frame begins; returns how many bytes of its payload are wanted. */
  begin(head: FrameHead): number;
  /** The next of the wanted bytes, unmasked; they belong to whoever takes them. */
  payload(bytes: Uint8Array): void;
  /** The frame is over. */
  end(): void;
}

export interface FrameRules {
  /** Whether frames must be masked (a client's) or must not be (a server's). */
  readonly isMasked: boolean;
  /** Whether permessage-deflate was agreed on, so that RSV1 has a meaning. */
  readonly mayCompress: boolean;
}

const OPCODES: ReadonlyMap<number, FrameHead['kind']> = new Map([
  [0x0, 'continuation'],
  [0x1, 'text'],
  [0x2, 'binary'],
  [0x8, 'close'],
  [0x9, 'ping'],
  [0xa, 'pong'],
]);

const FIN = 0x80;
const RSV1 = 0x40;
const RSV2_AND_3 = 0x30;
const MASK = 0x80;
/** Two bytes, eight of length, four of key. */
const LONGEST_HEAD = 14;
const MAX_CONTROL = 125;

export class WebSocketFrames {
  readonly #rules: FrameRules;
  readonly #reader: FrameReader;
  readonly #head = new Uint8Array(LONGEST_HEAD);
  #headBytes = 0;
  /** Of the frame at hand: bytes to come, bytes that were there, bytes still wanted. */
  #left = 0;
  #seen = 0;
  #wanted = 0;
  #key: Uint8Array | undefined;
  #isInPayload = false;
  /** A message has begun and its last frame has not. */
  #isInMessage = false;
  #fault: string | undefined;

  constructor(rules: FrameRules, reader: FrameReader) {
    this.#rules = rules;
    this.#reader = reader;
  }

  /** Why what came is no WebSocket frame, as the end of a sentence; nothing is read from there on. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Takes the next bytes; never changes nor keeps them. */
  read(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && this.#fault === undefined) {
      at = this.#isInPayload ? this.#readPayload(bytes, at) : this.#readHead(bytes, at);
    }
  }

  #readHead(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && this.#headBytes < this.#headLength()) {
      this.#head[this.#headBytes] = bytes[at] ?? 0;
      this.#headBytes += 1;
      at += 1;
      if (this.#headBytes === 2) this.#fault = this.#faultOfStart();
      if (this.#fault !== undefined) return at;
    }
    if (this.#headBytes >= 2 && this.#headBytes === this.#headLength()) this.#begin();
    return at;
  }

  /** As far as it can be told: its second byte says it. */
  #headLength(): number {
    if (this.#headBytes < 2) return 2;
    const [, second = 0] = this.#head;
    return 2 + lengthBytes(second & 0x7f) + ((second & MASK) === 0 ? 0 : 4);
  }

  /** What the first two bytes may not say. */
  #faultOfStart(): string | undefined {
    const [first = 0, second = 0] = this.#head;
    const kind = OPCODES.get(first & 0x0f);
    const isControl = (first & 0x08) !== 0;
    const length = second & 0x7f;
    if ((first & RSV2_AND_3) !== 0) return 'has a reserved bit set';
    if (kind === undefined) return `has the unknown opcode ${first & 0x0f}`;
    if (isControl && (first & FIN) === 0) return `is a ${kind} that is fragmented`;
    if (isControl && length > MAX_CONTROL) return `is a ${kind} of more than 125 bytes`;
    if (kind === 'close' && length === 1) return 'is a close with half a code';
    if ((first & RSV1) !== 0 && (isControl || !this.#rules.mayCompress))
      return 'is compressed, which was not agreed on';
    if ((first & RSV1) !== 0 && kind === 'continuation')
      return 'is compressed and continues a message';
    if (((second & MASK) !== 0) !== this.#rules.isMasked)
      return this.#rules.isMasked ? 'is not masked' : 'is masked';
    if (kind === 'continuation' && !this.#isInMessage) return 'continues no message';
    if (!isControl && kind !== 'continuation' && this.#isInMessage)
      return 'begins a message within another';
    return undefined;
  }

  #begin(): void {
    const [first = 0, second = 0] = this.#head;
    const length = this.#payloadLength(second & 0x7f);
    if (length === undefined) {
      this.#fault = 'is longer than any frame can be';
      return;
    }
    // Of an unknown opcode the fault was found before.
    const kind = OPCODES.get(first & 0x0f) ?? 'pong';
    this.#key =
      (second & MASK) === 0 ? undefined : this.#head.slice(this.#headBytes - 4, this.#headBytes);
    this.#headBytes = 0;
    this.#left = length;
    this.#seen = 0;
    this.#isInPayload = true;
    if (kind === 'close' || kind === 'ping' || kind === 'pong') {
      this.#wanted = this.#reader.begin({ isControl: true, kind, length });
    } else {
      const isFinal = (first & FIN) !== 0;
      this.#isInMessage = !isFinal;
      const isCompressed = (first & RSV1) !== 0;
      this.#wanted = this.#reader.begin({ isControl: false, kind, isFinal, isCompressed, length });
    }
    if (length === 0) this.#end();
  }

  /** undefined: no number of JavaScript, or not below 2^63 as RFC 6455 section 5.2 has it. */
  #payloadLength(short: number): number | undefined {
    if (short < 126) return short;
    const count = lengthBytes(short);
    let length = 0;
    for (const byte of this.#head.subarray(2, 2 + count)) length = length * 256 + byte;
    return length <= Number.MAX_SAFE_INTEGER ? length : undefined;
  }

  #readPayload(bytes: Uint8Array, from: number): number {
    const length = Math.min(this.#left, bytes.length - from);
    const wanted = Math.min(length, this.#wanted);
    if (wanted > 0) this.#reader.payload(this.#unmasked(bytes, from, wanted));
    this.#wanted -= wanted;
    this.#left -= length;
    this.#seen += length;
    if (this.#left === 0) this.#end();
    return from + length;
  }

  /** A copy (section 5.3). */
  #unmasked(bytes: Uint8Array, from: number, length: number): Uint8Array {
    const copy = new Uint8Array(length);
    copy.set(bytes.subarray(from, from + length));
    const key = this.#key;
    if (key === undefined) return copy;
    for (let i = 0; i < length; i += 1) {
      copy[i] = (copy[i] ?? 0) ^ (key[(this.#seen + i) & 3] ?? 0);
    }
    return copy;
  }

  #end(): void {
    this.#isInPayload = false;
    this.#reader.end();
  }
}

const lengthBytes = (short: number): number => (short === 126 ? 2 : short === 127 ? 8 : 0);
