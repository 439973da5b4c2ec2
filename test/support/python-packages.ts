/** Packages of real Django's Python that some tests need besides; skipped by name, or failed, without them. */
import { spawnSync } from 'node:child_process';
import { describe, it } from 'vitest';
import { findDjangoPython } from './python-django.js';

/** Debian's package of each module. */
const PACKAGES = {
  decouple: 'python3-decouple',
  dj_database_url: 'python3-dj-database-url',
  django_prometheus: 'python3-django-prometheus',
  django_redis: 'python3-django-redis',
  dotenv: 'python3-dotenv',
  ensurepip: 'python3-venv',
  environ: 'python3-django-environ',
  MySQLdb: 'python3-mysqldb',
  psycopg2: 'python3-psycopg2',
  pylibmc: 'python3-pylibmc',
  pymemcache: 'python3-pymemcache',
  redis_sessions: 'python3-django-redis-sessions',
} as const;

export type PythonPackage = keyof typeof PACKAGES;

/** `describe` for tests with real Django and these modules; `define` is given the interpreter. */
export function describeWithPackages(
  name: string,
  modules: readonly PythonPackage[],
  define: (python: string) => void,
): void {
  const python = findDjangoPython();
  const missing = modules.filter((module) => !canImport(python, module));
  if (python !== undefined && missing.length === 0) {
    describe(name, () => {
      define(python);
    });
    return;
  }
  const wanted = ['python3-django', ...missing.map((module) => PACKAGES[module])].join(' ');
  if (process.env['CI'] === undefined) {
    describe.skip(name, () => {
      it(`needs apt-get install ${wanted}`, () => undefined);
    });
    return;
  }
  describe(name, () => {
    it('finds what CI must have', () => {
      throw new Error(`Not all is there. Install it: apt-get install ${wanted}`);
    });
  });
}

function canImport(python: string | undefined, module: PythonPackage): boolean {
  if (python === undefined) return false;
  const code = `import importlib.util as u, sys; sys.exit(u.find_spec(${JSON.stringify(module)}) is None)`;
  return spawnSync(python, ['-c', code], { stdio: 'ignore' }).status === 0;
}
