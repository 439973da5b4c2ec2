import { describe, expect, it } from 'vitest';
import { readSerialized, serializerOf } from '../../../src/serializers/detect.js';

const raw = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('serializerOf', () => {
  it.each([
    ['{"a":1}', 'json'],
    [' [1]', 'json'],
    ['null', 'json'],
    ['\x80\x04N.', 'pickle'],
    ['(dp1\n.', 'pickle'],
    ['}.', 'pickle'],
    ['cos\nsystem\n.', 'pickle'],
    ['N.', undefined],
    ['1', undefined],
    ['', undefined],
    ['<html>', undefined],
  ])('%j: %s', (text, name) => {
    expect(serializerOf(raw(text))).toBe(name);
  });
});

describe('readSerialized', () => {
  it('goes by the expected serializer where the beginning does not tell', () => {
    expect(readSerialized(raw('1'), 'json')).toMatchObject({ kind: 'read', format: 'json' });
    expect(readSerialized(raw('N.'), 'pickle')).toMatchObject({ format: 'pickle protocol 0' });
  });

  it('goes by the beginning where that tells', () => {
    expect(readSerialized(raw('{}'), 'pickle')).toMatchObject({ kind: 'read', format: 'json' });
  });

  it.each(['', 'hello'])('says that %j is neither', (text) => {
    expect(readSerialized(raw(text))).toMatchObject({ reason: 'unknown-format' });
  });
});
