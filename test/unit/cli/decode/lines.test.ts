import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../../src/cli/decode/lines.js';

async function* streamOf(chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await Promise.resolve();
    yield Buffer.from(chunk, 'latin1');
  }
}

async function read(chunks: readonly string[], maxBytes = 100): Promise<(string | undefined)[]> {
  const texts: (string | undefined)[] = [];
  for await (const lines of linesOf(streamOf(chunks), maxBytes)) {
    for (const { number, text } of lines) {
      texts.push(text);
      expect(number).toBe(texts.length);
    }
  }
  return texts;
}

describe('lines of a stream', () => {
  it.each([
    [['a\nb\n'], ['a', 'b']],
    [['a\r\nb'], ['a', 'b']],
    [
      ['a\r', '\nb'],
      ['a', 'b'],
    ],
    [
      ['a', 'b', '\n', 'c'],
      ['ab', 'c'],
    ],
    [['\n\na'], ['', '', 'a']],
    [['\xc3', '\xa9\n'], ['é']],
    [[''], []],
  ])('of %j are %j', async (chunks, lines) => {
    expect(await read(chunks)).toEqual(lines);
  });

  it('that are too long are dropped and counted', async () => {
    expect(await read(['a'.repeat(101), '\nb\n'])).toEqual([undefined, 'b']);
    expect(await read(['a'.repeat(60), 'a'.repeat(60), '\nb'])).toEqual([undefined, 'b']);
    expect(await read([`${'a'.repeat(100)}\n`, 'a'.repeat(101)])).toEqual([
      'a'.repeat(100),
      undefined,
    ]);
  });

  it('do not depend on where the chunks are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n', '')), async (parts) => {
        const whole = parts.join('');
        const lines = whole.split(/\r?\n/);
        if (lines.at(-1) === '') lines.pop();
        expect(await read(parts)).toEqual(lines);
      }),
    );
  });
});
