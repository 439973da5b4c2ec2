/** `--setting NAME=VALUE`: one setting of the framework, by its own name. Pure. */
import { adapters } from '../frameworks/registry.js';
import type { SettingValue } from '../model/settings.js';
import { nearest } from './nearest.js';
import { faulty, parsed, type Parsed } from './parsed.js';

export type NamedSetting = readonly [name: string, value: SettingValue];

/** As a list of one, since the option is repeatable. */
export function parseSetting(text: string): Parsed<readonly NamedSetting[]> {
  const [, name = '', value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === '') return faulty('is not of the form NAME=VALUE: write USE_TZ=false, say');
  const specs = adapters.flatMap(({ settings }) => settings);
  const spec = specs.find((each) => each.name === name);
  if (spec === undefined) {
    const meant = nearest(
      name,
      specs.map((each) => each.name),
    );
    const remedy = meant === undefined ? 'docs/stores.md lists those there are' : `write ${meant}`;
    return faulty(`names no setting that is read: ${remedy}`);
  }
  return parsed([[name, valueOf(value, typeof spec.default === 'number')]]);
}

/** A number where the setting is one; a switch, a list as JSON, Python's None and True; else the text. */
function valueOf(text: string, isNumber: boolean): SettingValue {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (/^(none|null)$/i.test(text)) return null;
  if (isNumber && /^\d{1,15}$/.test(text)) return Number(text);
  if (!text.startsWith('[')) return text;
  const list = jsonOf(text);
  return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : text;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
