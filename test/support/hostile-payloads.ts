/**
 * Serialised sessions made to waste time or memory: the slowest thing that each reader can be given
 * within its limits, and far beyond them. Each is built when it is asked for.
 */
import { deflateSync, gzipSync } from 'node:zlib';

const MIB = 1024 * 1024;
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const uint32 = (number: number): Buffer => Buffer.from(Uint32Array.of(number).buffer);

/** BINUNICODE: four bytes of length, then UTF-8. */
const unicode = (bytes: Buffer): Buffer =>
  Buffer.concat([latin1('X'), uint32(bytes.length), bytes]);
const pickle = (...parts: readonly (Buffer | string)[]): Buffer =>
  Buffer.concat([
    latin1('\x80\x02'),
    ...parts.map((part) => (typeof part === 'string' ? latin1(part) : part)),
    latin1('.'),
  ]);
const times = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join('');
const six = (index: number): string => String(index).padStart(6, '0');

/** A text of 64 KiB in the memo, shown again and again. */
const LONG_TEXT = Buffer.concat([unicode(Buffer.alloc(65_536, 'x')), latin1('q\x00')]);
const DATE = 'cdatetime\ndatetime\nq\x01C\x0a\x07\xe8\x07\x01\x0c\x00\x00\x00\x00\x00\x85Rq\x02';
const UUID = `cuuid\nUUID\n)\x81}U\x03int\x8a\x10${'\x5a'.repeat(15)}\x01sbq\x02`;

export const HOSTILE_PICKLES: Readonly<Record<string, () => Buffer>> = {
  'a million steps': () => pickle('N0'.repeat(700_000), 'N'),
  'small integers': () => pickle('(', 'K\x01'.repeat(39_000), 'l'),
  'a dict of texts': () =>
    pickle(
      '}(',
      times(19_000, (at) => `U\x06${six(at)}K\x01`),
      'u',
    ),
  'a dict of more than is shown': () =>
    pickle(
      '}(',
      times(99_000, (at) => `U\x06${six(at)}K\x01`),
      'u',
    ),
  'many dicts': () => pickle('(', '}U\x01aK\x01s'.repeat(19_000), 'l'),
  'a long key, set again and again': () =>
    pickle(LONG_TEXT, '}(', 'h\x00K\x01'.repeat(90_000), 'u'),
  'long byte strings as keys': () =>
    pickle('T', uint32(65_536), Buffer.alloc(65_536, 'y'), 'q\x00}(', 'h\x00N'.repeat(90_000), 'u'),
  'strings that are no UTF-8': () => pickle('(', 'U\x02\xff\xfe'.repeat(39_000), 'l'),
  'halves of surrogate pairs': () => pickle(unicode(Buffer.from('eda080'.repeat(690_000), 'hex'))),
  'halves, each by itself': () => pickle('(', '\x8c\x03\xed\xa0\x80'.repeat(39_000), 'l'),
  'escapes of protocol 0': () => latin1(`V${'\\u0041'.repeat(345_000)}\n.`),
  'escaped bytes of protocol 0': () => latin1(`S'${'\\x41'.repeat(520_000)}'\n.`),
  'octal escapes': () => latin1(`S'${'\\7'.repeat(1_000_000)}'\n.`),
  'lines of protocol 0': () => latin1(`(${'Va\n'.repeat(39_000)}l.`),
  'decimal digits': () => latin1(`L${'9'.repeat(2_000_000)}L\n.`),
  'long integers': () =>
    pickle('(', ...Array<string>(500).fill(`\x8b\x00\x10\x00\x00${'\x5a'.repeat(4096)}`), 'l'),
  'integers of twelve bytes': () => pickle('(', `\x8a\x0c${'\x5a'.repeat(12)}`.repeat(39_000), 'l'),
  nesting: () => pickle(']'.repeat(99_000), 'a'.repeat(98_999)),
  'nesting just allowed, wide': () =>
    pickle('('.repeat(990), 'K\x01'.repeat(40_000), 'l'.repeat(990)),
  'a billion laughs': () => latin1(`](K\x01e${`q\x00](${'h\x00'.repeat(10)}e`.repeat(9)}.`),
  'marks alone': () => pickle('('.repeat(190_000), 'N'),
  globals: () =>
    pickle(
      '(',
      times(3_900, (at) => `cm${at}\nx\n`),
      'l',
    ),
  calls: () => pickle('(', 'cos\nx\n)R'.repeat(1_900), 'l'),
  'long text, shown often': () => pickle('(', LONG_TEXT, 'h\x00'.repeat(60_000), 'l'),
  'dates, shown often': () => pickle('(', DATE, 'h\x02'.repeat(39_000), 'l'),
  'more calls than are shown': () => pickle('(', 'cos\nx\n)R'.repeat(39_000), 'l'),
  dates: () =>
    pickle(
      DATE,
      '0(',
      'h\x01C\x0a\x07\xe8\x07\x01\x0c\x00\x00\x00\x00\x00\x85R'.repeat(3_900),
      'l',
    ),
  'UUIDs, shown often': () => pickle('(', UUID, 'h\x02'.repeat(39_000), 'l'),
  UUIDs: () =>
    pickle(
      'cuuid\nUUID\nq\x00U\x03intq\x010(',
      `h\x00)\x81}h\x01\x8a\x11${'\x9a'.repeat(16)}\x00sb`.repeat(3_900),
      'l',
    ),
  'decimals of long digits': () =>
    pickle(
      unicode(Buffer.alloc(65_536, '1')),
      'q\x000cdecimal\nDecimal\nq\x010(',
      'h\x01h\x00\x85R'.repeat(3_900),
      'l',
    ),
  'zones of long names': () =>
    pickle(
      LONG_TEXT,
      `0cpytz\n_p\nh\x00\x85Rq\x010cdatetime\ndatetime\nq\x020(`,
      'h\x02C\x0a\x07\xe8\x07\x01\x0c\x00\x00\x00\x00\x00h\x01\x86R'.repeat(3_900),
      'l',
    ),
  'bytes through a codec': () =>
    pickle(
      LONG_TEXT,
      '0c_codecs\nencode\nq\x01U\x06latin1q\x020(',
      'h\x01h\x00h\x02\x86R'.repeat(3_900),
      'l',
    ),
  'references under long keys': () =>
    pickle(LONG_TEXT, '0}q\x01', 'h\x00}'.repeat(900), 'h\x00h\x01s', 's'.repeat(900)),
  'many references': () => pickle(']q\x00(', 'h\x00'.repeat(39_000), 'e'),
  'pairs for an OrderedDict': () =>
    pickle('ccollections\nOrderedDict\n(](', '](K\x01K\x02e'.repeat(20_000), 'etR'),
  'a frozenset of tuples': () => pickle('(', ')'.repeat(39_000), '\x91'),
};

export const HOSTILE_JSON: Readonly<Record<string, () => Buffer>> = {
  'a long string': () => latin1(`{"a":"${'x'.repeat(2_000_000)}"}`),
  escapes: () => latin1(`{"a":"${'\\n'.repeat(1_000_000)}"}`),
  'escaped quotes': () => latin1(`{"a":"${'\\"'.repeat(1_000_000)}"}`),
  backslashes: () => latin1(`{"a":"${'\\\\'.repeat(1_000_000)}"}`),
  'escapes in many strings': () => latin1(`[${'"\\n",'.repeat(39_000)}1]`),
  'strings that are not closed': () => latin1(`["${'\\"'.repeat(1_000_000)}`),
  'control characters': () => latin1(`[${'"\\n\x01",'.repeat(39_000)}1]`),
  numbers: () => latin1(`[${'1,'.repeat(39_000)}1]`),
  floats: () => latin1(`[${'1.5e10,'.repeat(39_000)}1]`),
  digits: () => latin1('9'.repeat(2_000_000)),
  zeros: () => latin1(`-0.${'0'.repeat(2_000_000)}`),
  'long integers': () => latin1(`[${`${'9'.repeat(40)},`.repeat(48_000)}1]`),
  keys: () => latin1(`{${times(19_000, (at) => `"k${at}":"v",`)}"a":1}`),
  'one key': () => latin1(`{${'"k":1,'.repeat(19_000)}"k":1}`),
  spaces: () => latin1(`[${' '.repeat(2_000_000)}]`),
  'empty lists': () => latin1(`[${'[],'.repeat(39_000)}1]`),
  nesting: () => latin1('['.repeat(1_000_000)),
  'nesting just allowed': () => latin1(`${'['.repeat(999)}${']'.repeat(999)}`.padEnd(4000)),
  'nested objects': () => latin1(`${'{"a":'.repeat(999)}1${'}'.repeat(999)}`),
};

export const HOSTILE_MSGPACK: Readonly<Record<string, () => Buffer>> = {
  texts: () => latin1(`\xdd\x00\x00\x98\x58${'\xa1a'.repeat(39_000)}`),
  'texts that are no UTF-8': () => latin1(`\xdd\x00\x00\x98\x58${'\xa1\xff'.repeat(39_000)}`),
  maps: () => latin1(`\xdd\x00\x00\x4a\x38${'\x81\xa1a\x01'.repeat(19_000)}`),
  'a list longer than the rest': () => latin1('\xdd\xff\xff\xff\xff\x01\x01'),
  nesting: () => latin1('\x91'.repeat(1_000_000)),
  'long integers': () => latin1(`\xdd\x00\x00\x98\x58${`\xcf${'\xff'.repeat(8)}`.repeat(39_000)}`),
};

/** Whole values of a cache, compressed. */
export const HOSTILE_COMPRESSED: Readonly<Record<string, () => Buffer>> = {
  'a zlib bomb': () => deflateSync(Buffer.alloc(64 * MIB, '[')),
  'a gzip bomb': () => gzipSync(Buffer.alloc(64 * MIB, '[')),
  'zlib of noise, as large as is read': () => deflateSync(noise(2 * MIB)),
  'zlib in zlib in zlib': () => deflateSync(deflateSync(deflateSync(Buffer.alloc(MIB)))),
  'zlib that breaks off': () => deflateSync(noise(2 * MIB)).subarray(0, MIB),
};

/** Letters in no order, the same ones each time. */
function noise(size: number): Buffer {
  let state = 1;
  return Buffer.from(
    Uint8Array.from({ length: size }, () => {
      state = (state * 48_271) % 0x7fffffff;
      return 97 + (state % 26);
    }),
  );
}
