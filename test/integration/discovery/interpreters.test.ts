/** Which Python is asked: the project's own, wherever the tool that made it keeps it. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pipenvName } from '../../../src/discovery/python/pipenv.js';
import { poetryName } from '../../../src/discovery/python/poetry.js';
import { pythonCandidates } from '../../../src/discovery/python/interpreters.js';
import { WrittenProject } from '../../support/written-project.js';
import { describeWithPackages } from '../../support/python-packages.js';

let project: WrittenProject;
beforeEach(async () => {
  project = await WrittenProject.make();
});
afterEach(() => project.remove());

/** A virtualenv as far as its interpreter goes. */
async function fakePython(folder: string): Promise<string> {
  const path = join(folder, 'bin', 'python');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '#!/bin/sh\nexit 3\n');
  await chmod(path, 0o755);
  return path;
}

const candidates = (environment: Record<string, string> = {}): Promise<readonly string[]> =>
  pythonCandidates(project.folder, { HOME: project.home, PATH: '', ...environment });

describe('the interpreters', () => {
  it('are those of the active virtualenv, the folder, the one above, conda and the path', async () => {
    const { folder, home } = project;
    const expected = [
      await fakePython(join(home, 'active')),
      await fakePython(join(folder, '.venv')),
      await fakePython(join(folder, 'env')),
      await fakePython(join(home, 'venv')),
      await fakePython(join(home, 'conda')),
      await fakePython(join(home, 'path')),
    ];
    const environment = {
      VIRTUAL_ENV: join(home, 'active'),
      CONDA_PREFIX: join(home, 'conda'),
      PATH: `relative:${join(home, 'path', 'bin')}`,
    };
    expect(await candidates(environment)).toEqual(expected);
  });

  it('are where a file named .venv says', async () => {
    const elsewhere = await fakePython(join(project.home, 'elsewhere'));
    await project.write('.venv', `${join(project.home, 'elsewhere')}\n`);
    expect(await candidates()).toEqual([elsewhere]);
    await project.write('.venv', '../elsewhere');
    expect(await candidates()).toEqual([elsewhere]);
    const named = await fakePython(join(project.home, '.local/share/virtualenvs/shop-x'));
    await project.write('.venv', 'shop-x\n');
    expect(await candidates()).toEqual([named]);
  });

  it('are where uv and PDM put them', async () => {
    const ofUv = await fakePython(join(project.folder, 'envs', 'uv'));
    const ofPdm = await fakePython(join(project.home, 'pdm'));
    await project.write('.pdm-python', `${ofPdm}\n`);
    expect(await candidates({ UV_PROJECT_ENVIRONMENT: 'envs/uv' })).toEqual([ofUv, ofPdm]);
    await project.write('.pdm-python', 'relative/python\n');
    expect(await candidates()).toEqual([]);
  });

  it('are where poetry puts them, the newest Python first', async () => {
    const pyproject = '[tool.poetry]\nname = "Shop"\n';
    await project.write('pyproject.toml', pyproject);
    const name = poetryName(pyproject, project.folder) ?? '';
    const cache = join(project.home, 'cache');
    const older = await fakePython(join(cache, 'virtualenvs', `${name}-py3.9`));
    const newer = await fakePython(join(cache, 'virtualenvs', `${name}-py3.11`));
    await fakePython(join(cache, 'virtualenvs', 'shop-AAAAAAAA-py3.12'));
    expect(await candidates({ POETRY_CACHE_DIR: cache })).toEqual([newer, older]);
    await rm(join(project.folder, 'pyproject.toml'));
    await writeFile(join(project.home, 'pyproject.toml'), pyproject);
    const above = poetryName(pyproject, project.home) ?? '';
    const ofAbove = await fakePython(join(cache, 'virtualenvs', `${above}-py3.10`));
    expect(await candidates({ POETRY_CACHE_DIR: cache })).toEqual([ofAbove]);
  });

  it('are where pipenv puts them', async () => {
    await project.write('Pipfile', '[packages]\n');
    const home = join(project.home, 'workon');
    const plain = await fakePython(join(home, pipenvName(project.folder)));
    const other = await fakePython(join(home, `${pipenvName(project.folder)}-3.9`));
    expect(await candidates({ WORKON_HOME: home })).toEqual([plain, other]);
    const custom = await fakePython(join(home, 'mine'));
    expect(await candidates({ WORKON_HOME: home, PIPENV_CUSTOM_VENV_NAME: 'mine' })).toEqual([
      custom,
    ]);
  });

  it('are few, and each once', async () => {
    const one = await fakePython(join(project.folder, '.venv'));
    await symlink('.venv', join(project.folder, 'venv'));
    expect(await candidates()).toEqual([one]);
    const many = await Promise.all(
      Array.from({ length: 15 }, (_, index) => fakePython(join(project.home, `p${index}`))),
    );
    expect((await candidates({ PATH: many.map((path) => dirname(path)).join(':') })).length).toBe(
      10,
    );
  });
});

describeWithPackages('a real virtualenv', ['ensurepip'], (python) => {
  const make = (name: string, ...options: string[]): void => {
    execFileSync(python, ['-m', 'venv', '--without-pip', ...options, join(project.folder, name)]);
  };

  it('that sees Django is asked, and named in the summary', async () => {
    make('.venv', '--system-site-packages');
    const { discovery, messages } = await project.discover({ environment: { VIRTUAL_ENV: '' } });
    expect(discovery.summary).toMatch(/^Django [\d.]+ in .* \(loaded with \.venv\/bin\/python\): /);
    expect(messages).toEqual([]);
    // Its own files are none of the project's.
    expect(discovery.watched.filter((file) => file.includes('.venv'))).toEqual([]);
  });

  it('without Django leaves it to the next', async () => {
    make('.venv');
    make('env', '--system-site-packages');
    const { discovery, messages } = await project.discover({ environment: { VIRTUAL_ENV: '' } });
    expect(discovery.summary).toContain('(loaded with env/bin/python)');
    expect(messages).toEqual([]);
  });

  it('that lacks a package of the project leaves it to one that has it', async () => {
    make('.venv', '--system-site-packages');
    make('env', '--system-site-packages');
    const version = execFileSync(python, [
      '-c',
      'import sys; print("%d.%d" % sys.version_info[:2])',
    ]);
    const site = `env/lib/python${version.toString().trim()}/site-packages`;
    await project.write(`${site}/only_here/__init__.py`, '');
    await project.write(
      'mysite/settings.py',
      "SECRET_KEY = 'the-secret-key'\nINSTALLED_APPS = ['only_here', 'django.contrib.sessions']\nDATABASES = {}\n",
    );
    const { discovery } = await project.discover({ environment: { VIRTUAL_ENV: '' } });
    expect(discovery.summary).toContain('(loaded with env/bin/python)');
  });
});
