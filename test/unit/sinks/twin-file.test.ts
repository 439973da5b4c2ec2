import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { link } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TwinFile } from '../../../src/sinks/twin-file.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionspy-twin-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const FRAME = { head: Buffer.from('['), separator: Buffer.from(','), tail: Buffer.from(']') };
const parts = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text));
const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

describe('TwinFile', () => {
  it('publishes a whole document at each turn and never writes to a published file', async () => {
    const path = join(folder, 'out');
    const file = await TwinFile.open(path, FRAME);
    expect(file.isPublished).toBe(false);
    const seen: string[] = [];
    let published = 0;
    for (const batch of [parts('1'), parts('2', '3'), parts(), parts('4'), parts('5')]) {
      await file.append(batch);
      const { ino } = statSync(path);
      expect(ino).not.toBe(published);
      published = ino;
      seen.push(readFileSync(path, 'utf8'));
      expect(file.sizeBytes).toBe(seen.at(-1)?.length);
    }
    expect(seen).toEqual(['[1]', '[1,2,3]', '[1,2,3]', '[1,2,3,4]', '[1,2,3,4,5]']);
    await file.close();
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('can be given the same parts again after a turn that failed', async () => {
    const path = join(folder, 'out');
    let isDown = false;
    const file = await TwinFile.open(path, FRAME, (from, to) =>
      isDown ? failing('EIO')() : link(from, to),
    );
    await file.append(parts('1'));
    isDown = true;
    await expect(file.append(parts('a long part that is not kept'))).rejects.toThrow('EIO');
    expect(readFileSync(path, 'utf8')).toBe('[1]');
    isDown = false;
    await file.append(parts('2'));
    await file.append(parts('3'));
    expect(readFileSync(path, 'utf8')).toBe('[1,2,3]');
    await file.close();
  });

  it('works on file systems without hard links', async () => {
    const path = join(folder, 'out');
    const file = await TwinFile.open(path, FRAME, failing('EPERM'));
    for (const text of ['1', '2', '3']) await file.append(parts(text));
    expect(readFileSync(path, 'utf8')).toBe('[1,2,3]');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await file.close();
    expect(readdirSync(folder)).toEqual(['out']);
  });
});
