/**
 * Tests that need a program of the machine: skipped by name with the command that installs it, and
 * failed where `CI` is set, so that a pipeline never passes on what it has not tried.
 */
import { spawnSync } from 'node:child_process';
import { describe, it } from 'vitest';

const INSTALL: Readonly<Record<string, string>> = {
  python3: 'apt-get install python3',
  tmux: 'apt-get install tmux',
};

const isInstalled = (program: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;

/** `describe`, if the program is there. */
export function describeWith(program: string, name: string, define: () => void): void {
  if (isInstalled(program)) {
    describe(name, define);
    return;
  }
  const remedy = `needs ${program}: ${INSTALL[program] ?? `install ${program}`}`;
  if (process.env['CI'] === undefined) {
    describe.skip(name, () => {
      it(remedy, () => undefined);
    });
    return;
  }
  describe(name, () => {
    it(`finds ${program}, which CI must have`, () => {
      throw new Error(remedy);
    });
  });
}
