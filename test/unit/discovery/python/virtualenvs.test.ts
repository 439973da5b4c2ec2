import { describe, expect, it } from 'vitest';
import { pipenvName, workonHome } from '../../../../src/discovery/python/pipenv.js';
import {
  poetryName,
  poetryVirtualenvs,
  tomlText,
} from '../../../../src/discovery/python/poetry.js';

// The names are what poetry 1.3.2 and pipenv 2022.12.19 themselves made of these projects.
describe("the name of poetry's virtualenv", () => {
  it.each([
    ['[tool.poetry]\nname = "My.Shop_App"\n', '/srv/shop', 'my-shop-app-58fqC6Q1'],
    ['[project]\nname = "shop" # mine\n', '/srv/my shop', 'shop-7DyaQ_Gz'],
    [
      '[build]\nname="x"\n[tool.poetry]\nname=\'a-very-long-name-indeed-that-goes-on-and-on-and-on\'',
      '/srv/x',
      'a-very-long-name-indeed-that-goes-on-and-o-wP23mWa-',
    ],
  ])('for %j in %s is %s', (pyproject, folder, name) => {
    expect(poetryName(pyproject, folder)).toBe(name);
  });

  it('is none where the project is not one of poetry', () => {
    expect(poetryName('[tool.black]\nline-length = 99\n', '/srv/shop')).toBeUndefined();
    expect(poetryName('[tool.poetry]\npackage-mode = false\n', '/srv/s')).toMatch(
      /^non-package-mode-.{8}$/,
    );
  });
});

describe("the folder of poetry's virtualenvs", () => {
  const linux = process.platform === 'linux' ? it : it.skip;
  const folderWith = (
    environment: Record<string, string>,
    files: Record<string, string> = {},
    local?: string,
  ) =>
    poetryVirtualenvs({ HOME: '/h', ...environment }, '/srv/shop', local, (path) =>
      Promise.resolve(files[path]),
    );

  linux('is that of its variables, its files, or its cache', async () => {
    expect(await folderWith({})).toBe('/h/.cache/pypoetry/virtualenvs');
    expect(await folderWith({ XDG_CACHE_HOME: '/c' })).toBe('/c/pypoetry/virtualenvs');
    expect(await folderWith({ POETRY_CACHE_DIR: '/p' })).toBe('/p/virtualenvs');
    expect(await folderWith({ POETRY_VIRTUALENVS_PATH: '~/v' })).toBe('/h/v');
    const config = '/h/.config/pypoetry/config.toml';
    expect(await folderWith({}, { [config]: 'cache-dir = "/x"\n' })).toBe('/x/virtualenvs');
    const own = '[virtualenvs]\npath = "{project-dir}/envs"\n';
    expect(await folderWith({}, { [config]: '[virtualenvs]\npath="/y"' }, own)).toBe(
      '/srv/shop/envs',
    );
  });

  it('is read from TOML with and without sections', () => {
    expect(tomlText('virtualenvs.path = "a"', 'virtualenvs', 'path')).toBe('a');
    expect(tomlText('path = "a"\n[x]\npath = "b"', '', 'path')).toBe('a');
    expect(tomlText('[ "tool".poetry ]\nname = 5\nname = "n"', 'tool.poetry', 'name')).toBe('n');
    expect(tomlText('[x]\npath = "b"', '', 'path')).toBeUndefined();
  });
});

describe("pipenv's virtualenv", () => {
  it('has the name of the folder and a hash', () => {
    expect(pipenvName('/tmp/ppv/my shop (x)')).toBe('my_shop__x_-9rDMt7zz');
  });

  it('is in WORKON_HOME', () => {
    expect(workonHome({ HOME: '/h', WORKON_HOME: '~/envs' })).toBe('/h/envs');
    if (process.platform !== 'win32') {
      expect(workonHome({ HOME: '/h' })).toBe('/h/.local/share/virtualenvs');
      expect(workonHome({ HOME: '/h', XDG_DATA_HOME: '/d' })).toBe('/d/virtualenvs');
    }
  });
});
