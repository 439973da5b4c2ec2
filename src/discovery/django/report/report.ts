/** What the script answered, from unknown JSON to facts. Pure; anything odd counts as unknown. */
import type { SettingValue } from '../../../model/settings.js';
import { isRecord, known, listIn, recordIn, textIn, type JsonRecord } from '../../plain-json.js';
import type { DjangoFacts } from '../facts.js';
import { databasesFrom, environmentFrom } from './databases.js';
import { cacheFrom, engineFrom, redisSessionsFrom, sessionTableFrom } from './sessions.js';
import { groupsFrom, usersFrom } from './users.js';
import { bytesIn, placeFrom } from './values.js';

/** An exception in the project's own code, in the words of Python. */
export interface PythonError {
  readonly type: string;
  readonly message: string;
  readonly at?: { readonly file: string; readonly line?: number };
}

export type DjangoReport =
  | {
      readonly kind: 'facts';
      readonly facts: DjangoFacts;
      readonly notes: readonly PythonError[];
      /** Only the settings could be loaded, not the apps: the first note says why. */
      readonly isPartial: boolean;
    }
  | { readonly kind: 'no-django' }
  | { readonly kind: 'error'; readonly error: PythonError; readonly version?: string }
  | { readonly kind: 'odd' };

export function reportFrom(answer: unknown): DjangoReport {
  if (!isRecord(answer)) return { kind: 'odd' };
  if (answer['noDjango'] === true) return { kind: 'no-django' };
  const version = textIn(answer['version']);
  if (isRecord(answer['error'])) {
    const error = errorFrom(answer['error']);
    return { kind: 'error', error, ...(version === undefined ? {} : { version }) };
  }
  const parts = answer['parts'];
  if (!isRecord(parts)) return { kind: 'odd' };
  const notes = listIn(answer['notes']).map((note) =>
    errorFrom(isRecord(note) ? note['error'] : note),
  );
  const isPartial = answer['stage'] === 'settings';
  return { kind: 'facts', facts: factsFrom(answer, parts), notes, isPartial };
}

function factsFrom(answer: JsonRecord, parts: JsonRecord): DjangoFacts {
  return known({
    version: textIn(answer['version']),
    module: textIn(answer['module']),
    settings: settingsFrom(recordIn(parts['values'])),
    secrets: [...secretsFrom(parts['secrets']), ...secretsFrom(parts['fallbacks'])],
    engine: engineFrom(parts['session_store']),
    sessionTable: sessionTableFrom(parts['session_table']),
    sessionFolder: textIn(parts['session_files']),
    cache: cacheFrom(parts),
    redisSessions: redisSessionsFrom(parts['session_redis']),
    users: usersFrom(parts['users']),
    groups: groupsFrom(parts['groups']),
    databases: databasesFrom(parts['databases']),
    environment: environmentFrom(parts['environment']),
    files: listIn(parts['files']).filter((file) => typeof file === 'string'),
  });
}

function settingsFrom(values: JsonRecord): DjangoFacts['settings'] {
  return new Map(
    Object.entries(values).flatMap(([name, entry]) => {
      const { value, at } = recordIn(entry);
      const setting = settingValue(value);
      return setting === undefined ? [] : [[name, known({ value: setting, at: placeFrom(at) })]];
    }),
  );
}

function settingValue(value: unknown): SettingValue | undefined {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const isTexts = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isTexts ? value : undefined;
}

function secretsFrom(part: unknown): DjangoFacts['secrets'] {
  const { keys, at } = recordIn(part);
  return listIn(keys).flatMap((value) => {
    const key = bytesIn(value);
    return key === undefined ? [] : known({ key, at: placeFrom(at) });
  });
}

function errorFrom(value: unknown): PythonError {
  const { type, message, file, line } = recordIn(value);
  const at =
    typeof file === 'string' ? { file, ...(typeof line === 'number' ? { line } : {}) } : undefined;
  return known({ type: textIn(type) ?? 'Exception', message: textIn(message) ?? '', at });
}
