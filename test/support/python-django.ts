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
  found ??= { python: CANDIDATES.find((python) => imports(python, 'django')) };
  return found.python;
}

/** Debian's package of each module that a test may need beside Django. */
const PACKAGES: Readonly<Record<string, string>> = {
  psycopg2: 'python3-psycopg2',
  MySQLdb: 'python3-mysqldb',
  django_redis: 'python3-django-redis',
  pymemcache: 'python3-pymemcache',
  pylibmc: 'python3-pylibmc',
};

/**
 * `describe` for tests that run real Django; `define` is given the interpreter. `modules`: what else it
 * must be able to import.
 */
export function describeWithDjango(
  name: string,
  define: (python: string) => void,
  modules: readonly string[] = [],
): void {
  const python = findDjangoPython();
  const lacking = modules.filter((module) => python !== undefined && !imports(python, module));
  const remedy = [REMEDY, ...lacking.map((module) => PACKAGES[module] ?? module)].join(' ');
  if (python !== undefined && lacking.length === 0) {
    describe(name, () => {
      define(python);
    });
  } else if (process.env['CI'] === undefined) {
    describe.skip(name, () => {
      it(`needs real Django: ${remedy}`, () => undefined);
    });
  } else {
    describe(name, () => {
      it('finds a Python with Django, which CI must have', () => {
        throw new Error(`No Python here imports all of it. Install it: ${remedy}`);
      });
    });
  }
}

function imports(python: string, module: string): boolean {
  return spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;
}
