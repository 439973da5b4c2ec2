/**
 * Two hundred secrets go through the real program, wherever web apps have them: none of them may stand in
 * any file that the run leaves, nor on stdout or stderr; and where it stood, its pseudonym is the same.
 */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSecret, pseudonymsIn } from '../support/planted/search.js';
import {
  APP_SECRET,
  HOW_MANY,
  plantSecrets,
  playStory,
  startPlantedOrigin,
  type Planted,
  type PlantedOrigin,
} from '../support/planted/story.js';
import { startSpyProcess } from '../support/sessionspy-process.js';

/** What a run leaves besides its HAR file; `%` is the folder. */
const MORE_OUTPUTS: readonly string[] = ['--ndjson', '%/out.ndjson'];

const planted = plantSecrets();
let folder: string;
let database: string;
let origin: PlantedOrigin;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-planted-'));
  database = join(folder, 'app.sqlite3');
  origin = await startPlantedOrigin(planted, database);
});

afterAll(async () => {
  await origin.close();
  await rm(folder, { recursive: true, force: true });
});

/** Everything that a run with these options left behind, by file name. */
async function run(name: string, ...options: string[]): Promise<ReadonlyMap<string, string>> {
  const outputs = join(folder, name);
  await mkdir(outputs);
  const more = MORE_OUTPUTS.map((option) => option.replaceAll('%', outputs));
  const args = ['--target', `127.0.0.1:${origin.port}`, '--listen', '0', '--headless'];
  const app = [
    '--framework',
    'django',
    '--secret',
    'env:APP_SECRET',
    '--store',
    `sqlite:${database}`,
    '--snapshot',
    'exact',
  ];
  const spy = await startSpyProcess(
    [...args, ...app, '--har', join(outputs, 'out.har'), ...more, ...options],
    { cwd: folder, env: { ...process.env, APP_SECRET } },
  );
  expect(await playStory(planted, Number(new URL(spy.url).port))).toBe(0);
  await spy.until(new RegExp(`/e/${HOW_MANY - 1}/`));
  expect(await spy.stop()).toBe(0);
  const files = new Map([['stderr', spy.log()]]);
  for (const file of await readdir(outputs)) {
    files.set(file, await readFile(join(outputs, file), 'utf8'));
  }
  return files;
}

const found = (files: ReadonlyMap<string, string>): readonly Planted[] =>
  planted.filter(({ secret }) => findSecret(secret, files) !== undefined);

const said = ({ index, secret, place }: Planted, files: ReadonlyMap<string, string>): string =>
  `${index} ${place.name}: ${findSecret(secret, files) ?? 'not found'}`;

interface Recorded {
  readonly log: { readonly entries: readonly { readonly request: { readonly url: string } }[] };
}

/** Lines of events never hold a cookie's value, so that these have names as well. */
const HARMLESS_COOKIE = /"type":"cookie".*"name":"(?:theme|lang)"/;

/** All that the outputs say of one secret's exchanges: entries of HAR, lines of everything else. */
function unitsOf(index: number, files: ReadonlyMap<string, string>): readonly string[] {
  return [...files].flatMap(([file, text]) => {
    const units = file.endsWith('.har')
      ? // Written by the program under test.
        (JSON.parse(text) as Recorded).log.entries.map((entry) => JSON.stringify(entry))
      : text.split('\n');
    return units.filter((unit) => unit.includes(`/e/${index}/`) && !HARMLESS_COOKIE.test(unit));
  });
}

describe(`${HOW_MANY} planted secrets`, () => {
  it.each(['safe', 'strict'])('leave nothing with --redact %s', async (mode) => {
    const files = await run(mode, '--redact', mode);
    expect(files.get('out.har')).toContain('"_sessionspy"');
    expect(found(files).map((one) => said(one, files))).toEqual([]);
    if (mode === 'strict') return;
    const names = planted.map((one) => {
      const units = unitsOf(one.index, files);
      const all = new Set(units.flatMap((unit) => [...pseudonymsIn(unit)]));
      return { ...one, units: units.length, names: [...all] };
    });
    // In each output, and in each exchange of several, a secret has one name; a password has none.
    const wrong = names.filter(
      ({ place, names: all, units }) =>
        units < 2 || all.length > (place.leaves === undefined ? 1 : 0),
    );
    expect(
      wrong.map(({ index, place, names: all }) => `${index} ${place.name}: ${all.join()}`),
    ).toEqual([]);
    const distinct = new Set(names.flatMap(({ names: all }) => all));
    const named = names.filter(({ names: all }) => all.length === 1);
    expect(distinct.size).toBe(named.length);
    expect(named.length).toBeGreaterThan(HOW_MANY / 2);
  });

  it('are all found by the same search with --redact off', async () => {
    const files = await run('off', '--redact', 'off');
    const missing = planted.filter((one) => findSecret(one.secret, files) === undefined);
    expect(missing.map(({ place }) => place.name)).toEqual([]);
    expect(found(files).length).toBe(HOW_MANY);
  });
});
