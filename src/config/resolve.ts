/**
 * Layers of texts to one Config, each value with where it came from: flag, environment, file,
 * discovery, default, the first that has it. Pure; lists are replaced as a whole, never merged.
 */
import { SpyError } from '../errors.js';
import { OPTION_NAMES, OPTIONS, type Config, type OptionName, type OptionSpec } from './options.js';

export type Origin = 'flag' | 'environment' | 'file' | 'discovered' | 'default';

/** An option as some layer writes it; several texts only for a repeatable one. */
export interface RawValue {
  readonly texts: readonly string[];
  /** For people: `--timeout`, `SESSIONSPY_TIMEOUT`, `settings.py:23`. */
  readonly where: string;
}
export type RawLayer = ReadonlyMap<OptionName, RawValue>;
export type RawLayers = Readonly<Partial<Record<Exclude<Origin, 'default'>, RawLayer>>>;

export interface ResolvedValue<Value> {
  readonly value: Value;
  readonly from: Origin;
  readonly where: string;
}
export type Resolved = { readonly [Name in OptionName]: ResolvedValue<Config[Name]> };

/** Throws SpyError, SPY_USAGE for a flag and SPY_CONFIG for the rest, at the first wrong text. */
export function resolveConfig(layers: RawLayers): Resolved {
  const entries = OPTION_NAMES.map((name) => [name, resolveOption(name, layers)]);
  // One entry for each name, each resolved by the spec of that name.
  return Object.fromEntries(entries) as Resolved;
}

/** The values alone. */
export function valuesOf(resolved: Resolved): Config {
  const entries = OPTION_NAMES.map((name) => [name, resolved[name].value]);
  return Object.fromEntries(entries) as Config; // as above
}

const ORDER = ['flag', 'environment', 'file', 'discovered'] as const;

function resolveOption(name: OptionName, layers: RawLayers): ResolvedValue<unknown> {
  const spec: OptionSpec<unknown> = OPTIONS[name];
  for (const from of ORDER) {
    const raw = layers[from]?.get(name);
    if (raw !== undefined)
      return { value: readTexts(name, spec, raw, from), from, where: raw.where };
  }
  return { value: spec.default, from: 'default', where: 'default' };
}

function readTexts(
  name: OptionName,
  spec: OptionSpec<unknown>,
  { texts, where }: RawValue,
  from: Origin,
): unknown {
  const fail = (fault: string): SpyError =>
    new SpyError(from === 'flag' ? 'SPY_USAGE' : 'SPY_CONFIG', `${where} ${fault}.`);
  const [text] = texts;
  if (text === undefined) throw fail('has no value: give one or leave it out');
  if (spec.repeatable === undefined && texts.length > 1) {
    throw fail(`is given ${texts.length} times: give it once`);
  }
  const values = texts.map((each) => {
    const result = spec.parse(each);
    if (!result.ok) throw fail(shownText(name, each) + result.fault);
    return result.value;
  });
  return spec.repeatable === undefined ? values[0] : values.flat();
}

/** Secrets are never repeated, nor what may hold a password. */
const shownText = (name: OptionName, text: string): string =>
  name === 'secret' || name === 'store' || name === 'target' || text.trim() === ''
    ? ''
    : `"${text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 40)}" `;
