/**
 * Finds the entries of a HAR log in a stream of bytes, whatever its size: a walk over brackets and
 * strings, with one entry held at a time. What an entry says is JSON.parse's affair; here only its
 * bounds are known. Strings longer than a bound are cut on the way, at a character, so that no
 * string and no entry needs more memory than is given to it. Never throws. docs/decisions/0014.
 */
import { Buffer } from 'node:buffer';

export interface ScanLimits {
  /** Bytes of one string, as written with its escapes; what is longer is cut. */
  readonly maxStringBytes: number;
  /** Bytes of one entry after its strings were cut; what is larger is left out. */
  readonly maxEntryBytes: number;
  /** Containers inside one another in one entry; what is deeper is left out. */
  readonly maxDepth: number;
}

export type Scanned =
  | { readonly kind: 'entry'; readonly text: Buffer }
  | { readonly kind: 'unusable-entry'; readonly why: 'too-large' | 'too-deep' }
  /** Another member of the log: `creator`, `pages`, `_sessionspy`. */
  | { readonly kind: 'member'; readonly name: string; readonly text: Buffer };

export type ScanEnd =
  /** The document is whole, or at least all of its entries are. */
  | { readonly kind: 'whole'; readonly hasLog: boolean; readonly hasEntries: boolean }
  /** No byte but white space. */
  | { readonly kind: 'empty' }
  /** It stops, or stops being JSON, after `offset` bytes. */
  | {
      readonly kind: 'broken';
      readonly how: 'ends' | 'malformed';
      readonly offset: number;
      readonly hasLog: boolean;
      readonly hasEntries: boolean;
    };

/** What is expected next between values. */
type Expected = 'key-or-end' | 'key' | 'colon' | 'value' | 'value-or-end' | 'comma-or-end';
/** The container whose members are looked at one by one; values inside them are walked over. */
type Place = 'document' | 'root' | 'log' | 'entries' | 'after';

/** A value that is walked over, kept or not. */
interface Walk {
  readonly use: 'entry' | 'member' | 'key' | 'none';
  readonly form: 'container' | 'string' | 'scalar';
  depth: number;
  inString: boolean;
  stringBytes: number;
  /** The string is past its bound: its bytes are left out up to its end. */
  cutting: boolean;
  /** Bytes that belong to the escape that has begun. */
  escape: number;
  parts: Buffer[];
  size: number;
  /** Why the value cannot be kept. */
  lost?: 'too-large' | 'too-deep';
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [COMMA, COLON, LOWER_U] = [0x2c, 0x3a, 0x75];
/** Bytes of a key. */
const MAX_KEY_BYTES = 64 * 1024;
/** Members of the log other than `entries` that are kept, with the bytes each may have. */
const MEMBERS: ReadonlyMap<string, number> = new Map([
  ['creator', 64 * 1024],
  ['browser', 64 * 1024],
  ['pages', 8 << 20],
  ['_sessionspy', 64 * 1024],
]);
const BOM = [0xef, 0xbb, 0xbf];

export class EntryScanner {
  readonly #limits: ScanLimits;
  #place: Place = 'document';
  #expected: Expected = 'value';
  #walk: Walk | undefined;
  #key = '';
  #offset = 0;
  #hasBytes = false;
  #hasLog = false;
  #hasEntries = false;
  #malformedAt: number | undefined;
  #found: Scanned[] = [];

  constructor(limits: ScanLimits) {
    this.#limits = limits;
  }

  /** The bytes that follow; what is complete with them. */
  push(chunk: Buffer): readonly Scanned[] {
    this.#found = [];
    let at = 0;
    while (at < chunk.length && this.#malformedAt === undefined) {
      at = this.#walk === undefined ? this.#between(chunk, at) : this.#along(chunk, at, this.#walk);
    }
    this.#offset += chunk.length;
    return this.#found;
  }

  /** Whether nothing that follows can be of use: the document is at its end, or broken. */
  get isDone(): boolean {
    return this.#place === 'after' || this.#malformedAt !== undefined;
  }

  end(): ScanEnd {
    const found = { hasLog: this.#hasLog, hasEntries: this.#hasEntries };
    if (this.#malformedAt !== undefined) {
      return { kind: 'broken', how: 'malformed', offset: this.#malformedAt, ...found };
    }
    if (!this.#hasBytes) return { kind: 'empty' };
    // A document that is one number has no end of its own.
    const isScalar = this.#place === 'document' && this.#walk?.form === 'scalar';
    if (this.#place === 'after' || isScalar) return { kind: 'whole', ...found };
    return { kind: 'broken', how: 'ends', offset: this.#offset, ...found };
  }

  /** One byte outside of values that are walked over; the index of the next. */
  #between(chunk: Buffer, at: number): number {
    const byte = chunk[at] ?? 0;
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return at + 1;
    const offset = this.#offset + at;
    if (offset < BOM.length && byte === BOM[offset]) return at + 1;
    if (this.#place === 'after') return chunk.length;
    this.#hasBytes = true;
    switch (this.#expected) {
      case 'key-or-end':
      case 'key':
        if (byte === QUOTE) return this.#start(chunk, at, 'key');
        if (byte === CLOSE_OBJECT && this.#expected === 'key-or-end') return this.#leave(at);
        return this.#fail(at);
      case 'colon':
        if (byte !== COLON) return this.#fail(at);
        this.#expected = 'value';
        return at + 1;
      case 'value-or-end':
        if (byte === CLOSE_ARRAY) return this.#leave(at);
        return this.#value(chunk, at, byte);
      case 'value':
        return this.#value(chunk, at, byte);
      case 'comma-or-end':
        if (byte === (this.#place === 'entries' ? CLOSE_ARRAY : CLOSE_OBJECT)) {
          return this.#leave(at);
        }
        if (byte !== COMMA) return this.#fail(at);
        this.#expected = this.#place === 'entries' ? 'value' : 'key';
        return at + 1;
      default:
        return this.#expected satisfies never;
    }
  }

  /** The first byte of a value: a container to go into, or a value to walk over. */
  #value(chunk: Buffer, at: number, byte: number): number {
    if (this.#place === 'document' && byte === OPEN_OBJECT) return this.#enter('root', at);
    if (this.#place === 'root' && this.#key === 'log' && byte === OPEN_OBJECT) {
      this.#hasLog = true;
      return this.#enter('log', at);
    }
    if (this.#place === 'log' && this.#key === 'entries' && byte === OPEN_ARRAY) {
      this.#hasEntries = true;
      return this.#enter('entries', at);
    }
    if (this.#place === 'entries') return this.#start(chunk, at, 'entry');
    const isKept = this.#place === 'log' && MEMBERS.has(this.#key);
    return this.#start(chunk, at, isKept ? 'member' : 'none');
  }

  #enter(place: 'root' | 'log' | 'entries', at: number): number {
    this.#place = place;
    this.#expected = place === 'entries' ? 'value-or-end' : 'key-or-end';
    return at + 1;
  }

  #leave(at: number): number {
    const outer = { entries: 'log', log: 'root', root: 'after' } as const;
    if (this.#place === 'entries' || this.#place === 'log' || this.#place === 'root') {
      this.#place = outer[this.#place];
    }
    this.#expected = 'comma-or-end';
    return at + 1;
  }

  #fail(at: number): number {
    this.#malformedAt = this.#offset + at;
    return at;
  }

  #start(chunk: Buffer, at: number, use: Walk['use']): number {
    const byte = chunk[at] ?? 0;
    const isContainer = byte === OPEN_OBJECT || byte === OPEN_ARRAY;
    const isScalar = /[-0-9tfn]/.test(String.fromCharCode(byte));
    if (!isContainer && byte !== QUOTE && !isScalar) return this.#fail(at);
    const form = isContainer ? 'container' : byte === QUOTE ? 'string' : 'scalar';
    this.#walk = {
      use,
      form,
      depth: 0,
      inString: false,
      stringBytes: 0,
      cutting: false,
      escape: 0,
      parts: [],
      size: 0,
    };
    return at;
  }

  /** Along the value that has begun, to its end or that of the chunk. */
  #along(chunk: Buffer, start: number, walk: Walk): number {
    if (walk.form === 'scalar') return this.#alongScalar(chunk, start, walk);
    let from = start;
    let at = start;
    while (at < chunk.length) {
      if (walk.inString) {
        const wasCutting = walk.cutting;
        const next = alongString(chunk, at, walk, this.#limits.maxStringBytes);
        if (!wasCutting && walk.cutting) {
          this.#keep(chunk, from, next, walk);
        }
        at = next;
        if (walk.cutting || wasCutting) from = at;
      } else {
        const byte = chunk[at] ?? 0;
        if (byte === QUOTE) {
          walk.inString = true;
          walk.stringBytes = 0;
          at += 1;
          continue;
        }
        if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
          walk.depth += 1;
          if (walk.depth > this.#limits.maxDepth) walk.lost ??= 'too-deep';
        } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
          walk.depth -= 1;
        }
        at += 1;
      }
      if (walk.depth === 0 && !walk.inString) {
        this.#keep(chunk, from, at, walk);
        this.#finish(walk);
        return at;
      }
    }
    if (!walk.cutting) this.#keep(chunk, from, at, walk);
    return at;
  }

  /** A scalar ends before whatever cannot be a part of it. */
  #alongScalar(chunk: Buffer, start: number, walk: Walk): number {
    let at = start;
    while (at < chunk.length && isScalarByte(chunk[at] ?? 0)) at += 1;
    this.#keep(chunk, start, at, walk);
    if (at < chunk.length) this.#finish(walk);
    return at;
  }

  #keep(chunk: Buffer, from: number, to: number, walk: Walk): void {
    if (walk.use === 'none' || walk.lost !== undefined || to <= from) return;
    walk.size += to - from;
    if (walk.size > this.#maxBytes(walk)) walk.lost = 'too-large';
    else walk.parts.push(chunk.subarray(from, to));
    if (walk.lost !== undefined) walk.parts = [];
  }

  #maxBytes({ use }: Walk): number {
    if (use === 'entry') return this.#limits.maxEntryBytes;
    return (use === 'member' ? MEMBERS.get(this.#key) : undefined) ?? MAX_KEY_BYTES;
  }

  #finish(walk: Walk): void {
    this.#walk = undefined;
    const text = Buffer.concat(walk.parts);
    switch (walk.use) {
      case 'key':
        this.#key = walk.lost === undefined ? keyOf(text) : '';
        this.#expected = 'colon';
        return;
      case 'entry':
        this.#found.push(
          walk.lost === undefined
            ? { kind: 'entry', text }
            : { kind: 'unusable-entry', why: walk.lost },
        );
        break;
      case 'member':
        if (walk.lost === undefined) this.#found.push({ kind: 'member', name: this.#key, text });
        break;
      case 'none':
        break;
      default:
        walk.use satisfies never;
    }
    if (this.#place === 'document') this.#place = 'after';
    this.#expected = 'comma-or-end';
  }
}

/**
 * Along a string to the index behind its closing quote, to the end of the chunk, or to where it is to be
 * cut; with `cutting`, to its closing quote, which is then the first byte to keep again.
 */
function alongString(chunk: Buffer, start: number, walk: Walk, maxBytes: number): number {
  let at = start;
  while (at < chunk.length) {
    if (walk.escape === 0) {
      const room = walk.cutting ? chunk.length : Math.max(0, maxBytes - walk.stringBytes);
      const plain = endOfPlain(chunk, at, Math.min(chunk.length, at + room));
      walk.stringBytes += plain - at;
      at = plain;
      if (at === chunk.length) break;
    }
    const byte = chunk[at] ?? 0;
    if (walk.escape > 0) {
      // The letter of an escape: \u has four digits to come (RFC 8259 section 7).
      walk.escape = walk.escape === LETTER_OF_ESCAPE && byte === LOWER_U ? 4 : nextOf(walk.escape);
    } else if (byte === QUOTE) {
      if (walk.cutting) {
        walk.cutting = false;
        walk.stringBytes = 0;
        return at; // The quote is met again, and kept: the string is over with it.
      }
      walk.inString = false;
      return at + 1;
    } else if (
      walk.stringBytes >= maxBytes &&
      !walk.cutting &&
      // Not within a character of several bytes.
      (byte & 0xc0) !== 0x80
    ) {
      walk.cutting = true;
      return at;
    } else if (byte === BACKSLASH) {
      walk.escape = LETTER_OF_ESCAPE;
    }
    walk.stringBytes += 1;
    at += 1;
  }
  return at;
}

/** The index of the first quote or backslash, or `stop`: most bytes of a recording pass here. */
function endOfPlain(chunk: Buffer, start: number, stop: number): number {
  let at = start;
  while (at < stop) {
    const byte = chunk[at];
    if (byte === QUOTE || byte === BACKSLASH) break;
    at += 1;
  }
  return at;
}

/** Above the four digits that may follow the letter. */
const LETTER_OF_ESCAPE = 5;
const nextOf = (escape: number): number => (escape === LETTER_OF_ESCAPE ? 0 : escape - 1);

/** Digits, letters, signs and the point: numbers and `true`, `false`, `null`. */
const isScalarByte = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  byte === 0x45 ||
  byte === 0x2b ||
  byte === 0x2d ||
  byte === 0x2e;

function keyOf(text: Buffer): string {
  try {
    return String(JSON.parse(text.toString('utf8')));
  } catch {
    return '';
  }
}
