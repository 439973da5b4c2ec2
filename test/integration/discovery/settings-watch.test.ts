import { mkdtemp, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, it } from 'vitest';
import { watchFiles } from '../../../src/discovery/settings-watch.js';

let folder: string;
let stop: () => void = () => undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-watch-'));
});
afterEach(async () => {
  stop();
  await rm(folder, { recursive: true, force: true });
});

/** Watches two names of which only the first is there; gives the promise of the next change. */
async function watching(): Promise<{ path: (name: string) => string; next: () => Promise<void> }> {
  const path = (name: string): string => join(folder, name);
  await writeFile(path('settings.py'), 'A = 1');
  let seen = 0;
  let awaited = 0;
  let wake = (): void => undefined;
  stop = await watchFiles({
    files: [path('settings.py'), path('.env')],
    everyMs: 10,
    onChange: () => {
      seen += 1;
      wake();
      return Promise.resolve();
    },
  });
  const next = async (): Promise<void> => {
    awaited += 1;
    while (seen < awaited) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { path, next };
}

// Each `next` resolves only when a change was told: without one the test does not end.
it('tells of a file that is written, replaced, made and removed', async () => {
  const { path, next } = await watching();
  await writeFile(path('settings.py'), 'A = 22');
  await next();
  await writeFile(path('new'), 'A = 333');
  await rename(path('new'), path('settings.py'));
  await next();
  await writeFile(path('.env'), 'KEY=1');
  await next();
  await unlink(path('.env'));
  await next();
});
