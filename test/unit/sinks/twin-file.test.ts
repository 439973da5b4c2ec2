import {
  appendFileSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
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

const FRAME = { head: Buffer.from('['), separator: Buffer.from(',') };
const END = Buffer.from(']');
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
      await file.append(batch, END);
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
    await file.append(parts('1'), END);
    isDown = true;
    await expect(file.append(parts('a long part that is not kept'), END)).rejects.toThrow('EIO');
    expect(readFileSync(path, 'utf8')).toBe('[1]');
    isDown = false;
    await file.append(parts('2'), END);
    await file.append(parts('3'), END);
    expect(readFileSync(path, 'utf8')).toBe('[1,2,3]');
    await file.close();
  });

  it('works on file systems without hard links', async () => {
    const path = join(folder, 'out');
    const file = await TwinFile.open(path, FRAME, failing('EPERM'));
    for (const text of ['1', '2', '3']) await file.append(parts(text), END);
    expect(readFileSync(path, 'utf8')).toBe('[1,2,3]');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await file.close();
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('follows a tail that grows and shrinks', async () => {
    const path = join(folder, 'out');
    const file = await TwinFile.open(path, FRAME);
    const seen: string[] = [];
    for (const tail of [' a long tail]', ']', ' more]', ']']) {
      await file.append(parts('x'), Buffer.from(tail));
      seen.push(readFileSync(path, 'utf8'));
      expect(file.sizeBytes).toBe(seen.at(-1)?.length);
    }
    expect(seen).toEqual(['[x a long tail]', '[x,x]', '[x,x,x more]', '[x,x,x,x]']);
    await file.close();
  });
});

describe('a document that somebody touches', () => {
  let path = '';
  let file: TwinFile;
  /** What happens between the writing and the publishing of a turn. */
  let meanwhile: () => void = () => undefined;
  const away = (): string => join(folder, 'away');

  beforeEach(async () => {
    path = join(folder, 'out');
    meanwhile = () => undefined;
    file = await TwinFile.open(path, FRAME, (from, to) => {
      meanwhile();
      return link(from, to);
    });
    for (const text of ['1', '2', '3']) await file.append(parts(text), END);
    expect(await file.isTakenAway()).toBe(false);
  });
  afterEach(() => file.close());

  it('is taken away when it is moved, deleted, moved and made anew, or emptied', async () => {
    renameSync(path, away());
    expect(await file.isTakenAway()).toBe(true);
    writeFileSync(path, 'of another');
    expect(await file.isTakenAway()).toBe(true);
    rmSync(away());
    expect(await file.isTakenAway()).toBe(false);
    writeFileSync(path, '');
    expect(await file.isTakenAway()).toBe(true);
    rmSync(path);
    expect(await file.isTakenAway()).toBe(true);
  });

  it('never writes to a moved file, and says that it repeats one moved at the last moment', async () => {
    meanwhile = () => {
      renameSync(path, away());
    };
    await file.append(parts('4'), END);
    meanwhile = () => undefined;
    expect(file.isRepeating).toBe(true);
    expect(await file.isTakenAway()).toBe(true);
    await file.append(parts('5'), END);
    await file.append(parts('6'), END);
    expect(readFileSync(away(), 'utf8')).toBe('[1,2,3]');
    expect(readFileSync(path, 'utf8')).toBe('[1,2,3,4,5,6]');
  });

  it('never writes to a file that somebody has linked to', async () => {
    linkSync(path, away());
    for (const text of ['4', '5', '6']) {
      await file.append(parts(text), END);
      expect(file.isRepeating).toBe(false);
      expect(await file.isTakenAway()).toBe(false);
    }
    expect(readFileSync(away(), 'utf8')).toBe('[1,2,3]');
    expect(readFileSync(path, 'utf8')).toBe('[1,2,3,4,5,6]');
  });

  it('brings the whole back where it was replaced, cut or written to', async () => {
    const other = join(folder, 'other');
    const damages = [
      () => {
        writeFileSync(other, 'another document');
        renameSync(other, path);
      },
      () => {
        truncateSync(path, 3);
      },
      () => {
        appendFileSync(path, 'what does not belong here');
      },
    ];
    let expected = '1,2,3';
    for (const damage of damages) {
      damage();
      expect(await file.isTakenAway()).toBe(false);
      for (const text of ['a', 'b', 'c']) {
        await file.append(parts(text), END);
        expected += `,${text}`;
        expect(readFileSync(path, 'utf8')).toBe(`[${expected}]`);
      }
    }
  });
});
