/**
 * A payload on one line: JSON's notation for what JSON has, Python's for what it lacks. What a
 * pickle would call or refer to stands in angle brackets, as it was neither made nor called.
 * Text is quoted as JSON quotes it and not made safe for a terminal: that is the screen's job.
 */
import { isNode, type PayloadEntry, type PayloadNode, type PayloadValue } from './payload.js';
import { dateText, datetimeText, timedeltaText, timeText } from './payload-time-text.js';

const ELLIPSIS = '…';

/**
 * The payload as one line of at most `maxLength` UTF-16 units, an ellipsis included where it was
 * cut. Work is bounded by `maxLength` as well, however large the payload is.
 */
export function payloadText(value: PayloadValue, maxLength = 4096): string {
  const line = new Line(maxLength);
  write(line, value);
  return line.toString();
}

/** Text that stops growing at its limit; writers look at `full` before each further item. */
class Line {
  readonly #limit: number;
  #text = '';

  constructor(limit: number) {
    this.#limit = limit;
  }

  get full(): boolean {
    return this.#text.length > this.#limit;
  }

  get room(): number {
    return Math.max(0, this.#limit + 1 - this.#text.length);
  }

  add(text: string): this {
    this.#text += text.length > this.room ? text.slice(0, this.room) : text;
    return this;
  }

  toString(): string {
    if (!this.full) return this.#text;
    const cut = this.#text.slice(0, Math.max(0, this.#limit - ELLIPSIS.length));
    return this.#limit < 1 ? '' : `${cut.replace(/[\uD800-\uDBFF]$/, '')}${ELLIPSIS}`;
  }
}

function write(line: Line, value: PayloadValue): Line {
  if (line.full) return line;
  if (typeof value === 'string') return line.add(quoted(value, line.room));
  return isNode(value) ? writeNode(line, value) : line.add(String(value));
}

function writeNode(line: Line, node: PayloadNode): Line {
  switch (node.kind) {
    case 'map':
      return writeMap(line, node);
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
    case 'deque':
      return writeSequence(line, node);
    case 'object':
      return writeObject(line, node);
    case 'integer':
      return line.add(node.digits);
    case 'float':
      return line.add(node.text);
    case 'bytes':
      return line.add(bytesText(node.bytes, node.mutable === true, line.room));
    case 'datetime':
      return line.add(datetimeText(node));
    case 'date':
      return line.add(dateText(node.iso));
    case 'time':
      return line.add(timeText(node));
    case 'timedelta':
      return line.add(timedeltaText(node));
    case 'decimal':
      return line.add(`Decimal('${node.text}')`);
    case 'uuid':
      return line.add(`UUID('${node.text}')`);
    case 'complex':
      return writeComplex(line, node);
    case 'global':
      return line.add(`<global ${node.name}>`);
    case 'reference':
      return line.add(`<reference to ${node.path === '' ? 'the root' : node.path}>`);
    case 'persistent':
      return writeBetween(line, '<persistent ', node.id, '>');
    default:
      return node satisfies never;
  }
}

function writeMap(line: Line, node: PayloadNode & { kind: 'map' }): Line {
  if (node.type !== undefined) line.add(`${node.type}(`);
  if (node.factory !== undefined) {
    write(line, node.factory);
    line.add(', ');
  }
  writeEntries(line, node.entries);
  return node.type === undefined ? line : line.add(')');
}

function writeSequence(
  line: Line,
  node: PayloadNode & { kind: 'list' | 'tuple' | 'set' | 'frozenset' | 'deque' },
): Line {
  const { kind, items } = node;
  switch (kind) {
    case 'list':
      return writeItems(line, '[', items, ']');
    case 'tuple':
      return writeItems(line, '(', items, items.length === 1 ? ',)' : ')');
    case 'set':
      return items.length === 0 ? line.add('set()') : writeItems(line, '{', items, '}');
    case 'frozenset':
      return items.length === 0
        ? line.add('frozenset()')
        : writeItems(line, 'frozenset({', items, '})');
    case 'deque':
      writeItems(line, 'deque([', items, ']');
      if (node.maxlen !== undefined && node.maxlen !== null) {
        writeBetween(line, ', maxlen=', node.maxlen, '');
      }
      return line.add(')');
    default:
      return kind satisfies never;
  }
}

function writeObject(line: Line, node: PayloadNode & { kind: 'object' }): Line {
  line.add('<');
  if (typeof node.class === 'string') line.add(node.class);
  else write(line, node.class);
  if (node.args !== undefined) writeItems(line, '(', node.args, ')');
  if (node.kwargs !== undefined) writeBetween(line, ' kwargs=', node.kwargs, '');
  if (node.state !== undefined) writeBetween(line, ' state=', node.state, '');
  if (node.items !== undefined) writeItems(line, ' items=[', node.items, ']');
  if (node.entries !== undefined) {
    line.add(' entries=');
    writeEntries(line, node.entries);
  }
  return line.add('>');
}

function writeComplex(line: Line, node: PayloadNode & { kind: 'complex' }): Line {
  const negative = typeof node.imag === 'number' ? node.imag < 0 : isNegativeFloat(node.imag);
  writeBetween(line, '(', node.real, negative ? '' : '+');
  return writeBetween(line, '', node.imag, 'j)');
}

const isNegativeFloat = (value: PayloadValue): boolean =>
  isNode(value) && value.kind === 'float' && value.text.startsWith('-');

function writeEntries(line: Line, entries: readonly PayloadEntry[]): Line {
  line.add('{');
  for (const [index, [key, value]] of entries.entries()) {
    if (line.full) return line;
    if (index > 0) line.add(', ');
    write(line, key);
    line.add(': ');
    write(line, value);
  }
  return line.add('}');
}

function writeItems(line: Line, open: string, items: readonly PayloadValue[], close: string): Line {
  line.add(open);
  for (const [index, item] of items.entries()) {
    if (line.full) return line;
    if (index > 0) line.add(', ');
    write(line, item);
  }
  return line.add(close);
}

function writeBetween(line: Line, before: string, value: PayloadValue, after: string): Line {
  return write(line.add(before), value).add(after);
}

/** Only what may be seen is escaped: the rest of a long text would be thrown away. */
const quoted = (text: string, room: number): string =>
  JSON.stringify(text.length > room ? text.slice(0, room) : text);

/** As Python prints them: `b'\x00a'`. Each byte takes at least one character, so `room` bytes do. */
function bytesText(bytes: Uint8Array, mutable: boolean, room: number): string {
  let text = '';
  for (const byte of bytes.subarray(0, room)) text += byteText(byte);
  return mutable ? `bytearray(b'${text}')` : `b'${text}'`;
}

const BYTE_ESCAPES = new Map([
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x27, "\\'"],
  [0x5c, '\\\\'],
]);

function byteText(byte: number): string {
  const escape = BYTE_ESCAPES.get(byte);
  if (escape !== undefined) return escape;
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
