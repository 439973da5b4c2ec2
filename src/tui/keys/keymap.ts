/**
 * The keys, as one table: key, command, where it holds, what it does. Dispatch, the help, the footer
 * and the palette all derive from it, so none of them can be out of date.
 */
import type { Command } from '../message.js';
import type { TuiModel } from '../model.js';
import { ACTING } from './acting.js';
import type { KeyBinding, Place } from './binding.js';
import { GENERAL } from './general.js';
import { MOVING } from './moving.js';
import { NARROWING } from './narrowing.js';
import { TYPING } from './typing.js';

export const KEYMAP: readonly KeyBinding[] = [
  ...MOVING,
  ...NARROWING,
  ...ACTING,
  ...TYPING,
  ...GENERAL,
];

/** The places that keys go to now, the narrowest first. */
export function placesOf(model: TuiModel): readonly Place[] {
  if (model.helpOpen) return ['help', 'anywhere'];
  if (model.prompt !== undefined) return ['prompt', 'anywhere'];
  if (model.menu !== undefined) return [model.menu, 'anywhere'];
  if (model.focus === 'detail') {
    const detail: readonly Place[] = ['detail', 'panes', 'anywhere'];
    return model.view === 'requests' ? ['exchange', ...detail] : detail;
  }
  return [model.view, 'list', 'panes', 'anywhere'];
}

/** What a key means; undefined when nothing. */
export function commandFor(key: string, places: readonly Place[]): Command | undefined {
  for (const place of places) {
    const found = KEYMAP.find(
      ({ keys, places: held }) => held.includes(place) && keys.includes(key),
    );
    if (found !== undefined) return found.command;
  }
  return undefined;
}

/** The bindings that hold, the narrowest places first; without those that a narrower one hides. */
export function bindingsOf(places: readonly Place[]): readonly KeyBinding[] {
  const taken = new Set<string>();
  return places.flatMap((place) =>
    KEYMAP.filter((binding) => {
      if (!binding.places.includes(place)) return false;
      if (binding.keys.every((key) => taken.has(key))) return false;
      binding.keys.forEach((key) => taken.add(key));
      return true;
    }),
  );
}
