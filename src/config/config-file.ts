/**
 * A configuration file's text to a layer: `sessionspy.config.json`, or the key `sessionspy` in
 * `package.json`. Only JSON, never executed; an unknown key is an error, so that no setting is lost
 * to a slip. Pure.
 */
import { SpyError } from '../errors.js';
import { howToAllow, refusalInFoundFile } from './found-file.js';
import { nearest } from './nearest.js';
import { flagOf, OPTION_NAMES, OPTIONS, type OptionName } from './options.js';
import { relativeTo } from './relative-to.js';
import type { RawLayer, RawValue } from './resolve.js';

export interface ConfigFile {
  /** For messages. */
  readonly label: string;
  /** The folder it is in, absolute. */
  readonly folder: string;
  readonly text: string;
  /** The key in it that holds the settings; absent: the whole file does. */
  readonly under?: string;
  /** Not named by the user but found: then some things are refused (found-file.ts). */
  readonly found: boolean;
}

/** Throws SpyError SPY_CONFIG, naming the file, the line and the remedy. */
export function layerOf(file: ConfigFile): RawLayer {
  const layer = new Map<OptionName, RawValue>();
  for (const [key, value] of Object.entries(settingsIn(file))) {
    const name = optionNamed(key, file);
    const where = `${file.label}${lineOf(key, file)}`;
    layer.set(name, { texts: textsOf(name, value, where, file), where: `${where} ${key}` });
  }
  return layer;
}

/** Whether the file has settings for us at all; a package.json mostly has none. */
export function hasSettings(text: string, under: string): boolean {
  try {
    const content: unknown = JSON.parse(text);
    return isRecord(content) && Object.hasOwn(content, under);
  } catch {
    return false;
  }
}

function settingsIn(file: ConfigFile): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(file.text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw fault(file, `is not JSON (${reasonOf(cause)}): correct it or remove it`, cause);
  }
  const settings = file.under === undefined || !isRecord(content) ? content : content[file.under];
  if (isRecord(settings)) return settings;
  throw fault(file, 'does not hold an object: write {"target": "localhost:8000"}, say');
}

function optionNamed(key: string, file: ConfigFile): OptionName {
  const name = OPTION_NAMES.find((each) => each === key);
  if (name !== undefined && OPTIONS[name].inFile) return name;
  if (name !== undefined) throw fault(file, `may not set ${key}: give it as ${flagOf(name)}`);
  const inFile = OPTION_NAMES.filter((each) => OPTIONS[each].inFile);
  const camel = key.replaceAll(/[-_]([a-z])/gi, (_, letter: string) => letter.toUpperCase());
  const meant = nearest(camel, inFile);
  const remedy =
    meant === undefined ? `. The keys are ${inFile.join(', ')}` : `: did you mean ${meant}?`;
  const line = lineOf(key, file).replace(':', ' on line ');
  throw fault(file, `has the unknown key ${JSON.stringify(key.slice(0, 40))}${line}${remedy}`);
}

/** JSON values as the texts that a flag would have. */
function textsOf(name: OptionName, value: unknown, where: string, file: ConfigFile): string[] {
  const { repeatable, path } = OPTIONS[name];
  const values: readonly unknown[] = Array.isArray(value) && repeatable === true ? value : [value];
  return values.map((each) => {
    if (typeof each !== 'string' && typeof each !== 'number' && typeof each !== 'boolean') {
      const wanted =
        repeatable === true ? 'a text or a list of texts' : 'a text, a number or true or false';
      throw new SpyError('SPY_CONFIG', `${where}: ${name} must be ${wanted}.`);
    }
    const text = String(each);
    const refusal = file.found ? refusalInFoundFile(name, text, file.folder) : undefined;
    if (refusal !== undefined) {
      throw new SpyError(
        'SPY_CONFIG',
        `${where}: ${name} ${refusal}, which a file that was merely found may not: ${howToAllow(name)}.`,
      );
    }
    return path === undefined ? text : relativeTo(file.folder, text, path);
  });
}

/** `:3` for a key that stands on the third line; nothing where that cannot be told. */
function lineOf(key: string, { text }: ConfigFile): string {
  const at = text.indexOf(JSON.stringify(key));
  return at === -1 ? '' : `:${text.slice(0, at).split('\n').length}`;
}

const fault = (file: ConfigFile, what: string, cause?: unknown): SpyError =>
  new SpyError(
    'SPY_CONFIG',
    `The configuration file ${file.label} ${what}${what.endsWith('?') ? '' : '.'}`,
    { cause },
  );

/** V8's message without the text it quotes from the file, which may hold a secret. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return /(at position \d+|line \d+ column \d+)/.exec(message)?.[0] ?? 'it breaks off';
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
