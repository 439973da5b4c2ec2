import { expect, it } from 'vitest';
import { reopeningOnHangUp } from '../../../src/cli/hang-up.js';

it('opens again, one call after the other, and says how it went', async () => {
  const said: string[] = [];
  let running = 0;
  let calls = 0;
  const reopen = async (): Promise<void> => {
    running += 1;
    calls += 1;
    await Promise.resolve();
    expect(running).toBe(1);
    running -= 1;
    if (calls === 2) throw new Error('the folder is gone');
  };
  await new Promise<void>((resolve) => {
    const onHangUp = reopeningOnHangUp(
      reopen,
      (text) => {
        said.push(text);
        if (said.length === 3) resolve();
      },
      () => false,
    );
    expect([onHangUp(), onHangUp(), onHangUp()]).toEqual([true, true, true]);
  });
  expect(said).toEqual([
    'The recordings were opened again (SIGHUP).',
    'The recordings could not be opened again: the folder is gone',
    'The recordings were opened again (SIGHUP).',
  ]);
});

it('leaves it to the caller to end where the terminal is gone', () => {
  let hasTerminal = true;
  let calls = 0;
  const reopen = (): Promise<void> => {
    calls += 1;
    return Promise.resolve();
  };
  const onHangUp = reopeningOnHangUp(
    reopen,
    () => undefined,
    () => hasTerminal,
  );
  hasTerminal = false;
  expect(onHangUp()).toBe(false);
  expect(calls).toBe(0);
});
