/** Every framework that sessionspy knows; the order is that in which cookies are offered to them. */
import {
  MAX_EXAMINED_LENGTH,
  type Certainty,
  type ExaminedValue,
  type Examination,
  type ExamineOptions,
} from '../model/examination.js';
import type { KeyRing } from '../model/keyring.js';
import type { Settings } from '../model/settings.js';
import type { FrameworkAdapter } from './adapter.js';
import { django } from './django.js';

export const adapters: readonly FrameworkAdapter[] = [django];

/** The adapter of that name; undefined where there is none. */
export const adapterNamed = (name: string): FrameworkAdapter | undefined =>
  adapters.find((adapter) => adapter.name === name);

const CERTAINTIES: readonly Certainty[] = ['certain', 'likely', 'possible'];

/**
 * What the value is by the adapter that is surest of it, the first of equals; undefined: unknown, or
 * longer than is looked at.
 */
export function examineBy(
  candidates: readonly FrameworkAdapter[],
  value: ExaminedValue,
  keys: KeyRing,
  settings: Settings,
  options: ExamineOptions,
): Examination | undefined {
  const { length } = value.kind === 'bytes' ? value.bytes : value.text;
  if (length > MAX_EXAMINED_LENGTH) return undefined;
  const found = candidates.flatMap((adapter) => {
    const examination = adapter.examine(value, keys, settings, options);
    return examination === undefined ? [] : [examination];
  });
  for (const certainty of CERTAINTIES) {
    const surest = found.find((examination) => examination.certainty === certainty);
    if (surest !== undefined) return surest;
  }
  return undefined;
}
