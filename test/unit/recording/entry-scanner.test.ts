import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EntryScanner,
  type ScanEnd,
  type Scanned,
  type ScanLimits,
} from '../../../src/recording/entry-scanner.js';

const LIMITS: ScanLimits = { maxStringBytes: 1000, maxEntryBytes: 10_000, maxDepth: 20 };

interface Scan {
  readonly found: readonly Scanned[];
  readonly end: ScanEnd;
}

/** The document in pieces of `size` bytes. */
function scan(document: string | Buffer, size = Infinity, limits = LIMITS): Scan {
  const bytes = Buffer.from(document);
  const scanner = new EntryScanner(limits);
  const found: Scanned[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    found.push(...scanner.push(bytes.subarray(at, Math.min(bytes.length, at + size))));
  }
  return { found, end: scanner.end() };
}

const entriesIn = ({ found }: Scan): unknown[] =>
  found.flatMap((item): unknown[] => {
    if (item.kind === 'unusable-entry') return [item.why];
    return item.kind === 'entry' ? [JSON.parse(item.text.toString())] : [];
  });

const har = (...entries: unknown[]): string => JSON.stringify({ log: { version: '1.2', entries } });

const TRICKY = [
  { a: 'é"\\', b: [1, -2.5e3, true, null, {}], '{': '}' },
  { log: { entries: [{ x: '] } ,' }] } },
  'text',
  17,
  [],
  { s: '\\', t: '\\"', u: '\u0000\ud83c\udf89' },
];

describe('EntryScanner', () => {
  it('finds every entry, however the bytes are cut', () => {
    const document = `\ufeff${har(...TRICKY)}\n`;
    for (let size = 1; size < 40; size += 1) {
      expect(entriesIn(scan(document, size))).toEqual(TRICKY);
    }
    expect(scan(document).end).toEqual({ kind: 'whole', hasLog: true, hasEntries: true });
  });

  it('finds entries wherever in the log they stand, and what else the log says of itself', () => {
    const document =
      '{ "x" : {"log":{"entries":[1]}}, "log": {"pages":[{"entries":[2]}], "creator": {"name":"a"},\n' +
      '"entries" : [ 3 , {"y":4} ], "comment": "z", "_sessionspy": {"v":1} } , "n": 1e5 } trailing';
    for (const size of [1, 2, 7, Infinity]) {
      const result = scan(document, size);
      expect(entriesIn(result)).toEqual([3, { y: 4 }]);
      const members = result.found.filter(({ kind }) => kind === 'member');
      expect(members).toMatchObject([
        { name: 'pages' },
        { name: 'creator' },
        { name: '_sessionspy' },
      ]);
      expect(result.end).toMatchObject({ kind: 'whole' });
    }
  });

  it('gives all whole entries of a file that ends anywhere, and says that it ended early', () => {
    const document = Buffer.from(har({ a: '1"' }, { b: [2] }, { c: {} }));
    const ends = [1, 2, 3].map((count) => {
      const upTo = har(...[{ a: '1"' }, { b: [2] }, { c: {} }].slice(0, count));
      return Buffer.byteLength(upTo) - ']}}'.length;
    });
    for (let length = 1; length < document.length; length += 1) {
      const result = scan(document.subarray(0, length), 5);
      expect(entriesIn(result)).toHaveLength(ends.filter((end) => end <= length).length);
      expect(result.end).toMatchObject({ kind: 'broken', how: 'ends', offset: length });
    }
  });

  it('tells damage, emptiness and what is no HAR apart', () => {
    expect(scan('').end).toEqual({ kind: 'empty' });
    expect(scan(' \n').end).toEqual({ kind: 'empty' });
    expect(scan('\ufeff').end).toEqual({ kind: 'empty' });
    expect(scan('<html>').end).toMatchObject({ kind: 'broken', how: 'malformed', offset: 0 });
    expect(scan('{"a":1 b}').end).toMatchObject({ how: 'malformed', offset: 7 });
    for (const other of ['[1]', '"a"', '12', 'true', '{}', '{"a":{"log":{}}}', '{"log":[]}']) {
      expect(scan(other, 1).end).toMatchObject({ kind: 'whole', hasEntries: false });
    }
    expect(scan('{"log":{"entries":{}}}').end).toMatchObject({ hasLog: true, hasEntries: false });
    const damaged = scan(`${har({ a: 1 }).slice(0, -3)},\0\0\0`);
    expect(entriesIn(damaged)).toEqual([{ a: 1 }]);
    expect(damaged.end).toMatchObject({ kind: 'broken', how: 'malformed' });
  });

  it('cuts long strings at a character, also at one that is escaped, and keeps the rest', () => {
    const texts = ['x'.repeat(5000), 'é'.repeat(5000), '🎉'.repeat(3000), '\u0001'.repeat(3000)];
    for (const text of texts) {
      for (const lead of ['', 'a', 'ab', 'abc', 'abcd', 'abcde']) {
        for (const size of [1, 64, Infinity]) {
          const [entry] = entriesIn(scan(har({ before: 1, text: lead + text, after: 'b' }), size));
          const { text: kept, ...rest } = entry as { text: string };
          expect(rest).toEqual({ before: 1, after: 'b' });
          expect((lead + text).startsWith(kept)).toBe(true);
          const bytes = Buffer.byteLength(JSON.stringify(kept)) - 2;
          expect(bytes).toBeGreaterThanOrEqual(LIMITS.maxStringBytes);
          expect(bytes).toBeLessThan(LIMITS.maxStringBytes + 6);
        }
      }
    }
  });

  it('leaves out what is too large or too deep, and goes on behind it', () => {
    const many = Array.from({ length: 3000 }, (_, index) => ({ name: `X-${index}` }));
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const document = har(1, many, 2, 'DEEP', 3).replace('"DEEP"', deep);
    for (const size of [3, Infinity]) {
      expect(entriesIn(scan(document, size))).toEqual([1, 'too-large', 2, 'too-deep', 3]);
    }
  });

  it('holds no more than one entry of a string without end', () => {
    const scanner = new EntryScanner(LIMITS);
    scanner.push(Buffer.from('{"log":{"entries":[{"a":"'));
    const chunk = Buffer.alloc(1 << 20, 'x');
    for (let megabytes = 0; megabytes < 100; megabytes += 1) scanner.push(chunk);
    const found = scanner.push(Buffer.from('"},2]}}'));
    expect(found).toMatchObject([{ kind: 'entry' }, { kind: 'entry' }]);
    const [first] = found;
    expect(first?.kind === 'entry' && first.text.length).toBeLessThan(1100);
  });

  it('agrees with JSON.parse on any document, and takes any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 50 }), (entries, size) => {
        const unbounded = { maxStringBytes: 1e9, maxEntryBytes: 1e9, maxDepth: 1e9 };
        const document = har(...entries);
        const { log } = JSON.parse(document) as { log: { entries: unknown[] } };
        expect(entriesIn(scan(document, size, unbounded))).toEqual(log.entries);
      }),
    );
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            '"',
            ',',
            ':',
            '\\',
            'u',
            'log',
            'entries',
            '1',
            ' ',
          ),
        }),
        (text) => {
          scan(text, 3);
          scan(`{"log":{"entries":[${text}`, 1);
        },
      ),
    );
  });
});
