import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { quietWriter } from '../../../src/cli/quiet-writer.js';

const failing = (code: string): Writable =>
  new Writable({
    write: (_chunk, _encoding, callback) => {
      callback(Object.assign(new Error(code), { code }));
    },
  });

describe('a quiet writer', () => {
  it('waits for a slow reader', async () => {
    const texts: string[] = [];
    const slow = new Writable({
      highWaterMark: 2,
      write: (chunk: Buffer, _encoding, callback) => {
        texts.push(chunk.toString());
        void setImmediate().then(() => {
          callback();
        });
      },
    });
    const writer = quietWriter(slow);
    expect(await writer.write('abc')).toBe(true);
    expect(await writer.write('def')).toBe(true);
    expect(texts).toEqual(['abc', 'def']);
  });

  it('says when its reader has left', async () => {
    const writer = quietWriter(failing('EPIPE'));
    await writer.write('abc');
    await setImmediate();
    expect(await writer.write('def')).toBe(false);
  });

  it('fails for any other reason', async () => {
    const writer = quietWriter(failing('ENOSPC'));
    await writer.write('abc').catch(() => undefined);
    await setImmediate();
    await expect(writer.write('def')).rejects.toThrow('ENOSPC');
  });
});
