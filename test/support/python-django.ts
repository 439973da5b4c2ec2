/**
 * Where this machine has real Django. Tests that need it are skipped by name without it, and fail
 * without it where `CI` is set, so that a pipeline never passes on what it has not tried.
 */
import { spawnSync } from 'node:child_process';
import { describe, it } from 'vitest';

const CANDIDATES = ['python3', '/usr/bin/python3', 'python'];
const REMEDY = 'apt-get install python3-django';

let found: { readonly python: string | undefined } | undefined;

/** The first Python interpreter that imports Django; undefined when there is none. Asked once. */
export function findDjangoPython(): string | undefined {
  found ??= { python: CANDIDATES.find(importsDjango) };
  return found.python;
}

/** `describe` for tests that run real Django; `define` is given the interpreter. */
export function describeWithDjango(name: string, define: (python: string) => void): void {
  const python = findDjangoPython();
  if (python !== undefined) {
    describe(name, () => {
      define(python);
    });
  } else if (process.env['CI'] === undefined) {
    describe.skip(name, () => {
      it(`needs real Django: ${REMEDY}`, () => undefined);
    });
  } else {
    describe(name, () => {
      it('finds a Python with Django, which CI must have', () => {
        throw new Error(`No Python here imports Django. Install it: ${REMEDY}`);
      });
    });
  }
}

function importsDjango(python: string): boolean {
  return spawnSync(python, ['-c', 'import django'], { stdio: 'ignore' }).status === 0;
}
