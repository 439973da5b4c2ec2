/**
 * Discovery in a folder with manage.py: the project's own Python is asked once, and where that cannot
 * be, its settings files are read. Whichever it was, the user is told, in one line and its problems.
 */
import { machineOf } from '../client-files.js';
import type { Discovery } from '../discovery.js';
import type { Problem } from '../../model/problem.js';
import { askProject, type Asked, type AskOptions } from './asking.js';
import { withDefaults } from './defaults.js';
import { describeDjango } from './description.js';
import type { DjangoFacts } from './facts.js';
import { notePart, notRun, noSettings, unclearSettings } from './problems.js';
import { readSettings, settingsModule } from './static/static.js';
import { watchedFiles } from './watched-files.js';

export interface DjangoOptions extends AskOptions {
  /** Whether the project's Python may be run. */
  readonly run: boolean;
}

/** `folder` is absolute and holds a manage.py. */
export async function discoverDjango(folder: string, options: DjangoOptions): Promise<Discovery> {
  const asked = options.run ? await askProject(folder, options) : undefined;
  if (asked?.kind === 'facts') {
    const { facts, notes, isPartial, python } = asked;
    const problems = notes.map(notePart);
    return described(folder, isPartial ? withDefaults(facts) : facts, problems, python);
  }
  return describedFromFiles(folder, asked, options);
}

function describedFromFiles(
  folder: string,
  asked: Exclude<Asked, { kind: 'facts' }> | undefined,
  { environment }: DjangoOptions,
): Discovery {
  const why = asked === undefined ? [] : [notRun(asked)];
  const read = readSettings(folder, environment);
  if (read === undefined) {
    const none = noSettings(folder, settingsModule(folder, environment));
    return described(folder, EMPTY, [...why, none]);
  }
  const unclear = read.unclear.length === 0 ? [] : [unclearSettings(read.unclear)];
  return described(folder, read.facts, [...why, ...unclear]);
}

const EMPTY: DjangoFacts = {
  settings: new Map(),
  secrets: [],
  engine: {},
  databases: new Map(),
  environment: new Map(),
  files: [],
};

function described(
  folder: string,
  facts: DjangoFacts,
  problems: readonly Problem[],
  python?: string,
): Discovery {
  const { machine, filesRead } = machineOf(folder, facts.environment);
  const circumstances = { machine, problems, ...(python === undefined ? {} : { python }) };
  const description = describeDjango(facts, circumstances);
  return { ...description, watched: watchedFiles(folder, [...facts.files, ...filesRead]) };
}
