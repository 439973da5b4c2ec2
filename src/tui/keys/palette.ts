/** The commands by their names, for `:`. Those that hold where one is, best fit first. */
import type { Command } from '../message.js';
import type { TuiModel } from '../model.js';
import { bindingsOf, placesOf } from './keymap.js';

export interface PaletteChoice {
  readonly name: string;
  /** The key that does the same. */
  readonly label: string;
  readonly help: string;
  readonly command: Command;
  /** What was typed behind the name: `filter user:ada`, `w out.har`. */
  readonly argument?: string;
}

/** What vim's users type without thinking. */
const ALIASES: Readonly<Record<string, string>> = {
  q: 'quit',
  'q!': 'quit',
  qa: 'quit',
  exit: 'quit',
  w: 'save HAR',
  write: 'save HAR',
  save: 'save HAR',
  har: 'save HAR',
  filter: 'filter',
  h: 'help',
};

/** The commands that fit what was typed; all of them for nothing. */
export function paletteChoices(model: TuiModel, typed: string): readonly PaletteChoice[] {
  const all = bindingsOf(placesOf({ ...model, prompt: undefined, helpOpen: false })).flatMap(
    ({ name, label, help, command }): readonly PaletteChoice[] =>
      name === undefined ? [] : [{ name, label, help, command }],
  );
  const text = typed.trim();
  const byAlias = aliased(all, text);
  if (byAlias !== undefined) return [byAlias];
  const wanted = text.toLowerCase();
  return all
    .map((choice) => ({ choice, rank: rankOf(choice.name.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < NO_FIT)
    .sort((a, b) => a.rank - b.rank)
    .map(({ choice }) => choice);
}

function aliased(all: readonly PaletteChoice[], text: string): PaletteChoice | undefined {
  const whole = all.find((candidate) => candidate.name === text);
  if (whole !== undefined) return whole;
  const [word = '', ...rest] = text.split(/\s+/);
  const name = ALIASES[word];
  const choice = all.find((candidate) => candidate.name === name);
  if (choice === undefined) return undefined;
  const argument = text.slice(word.length).trim();
  return rest.length === 0 ? choice : { ...choice, argument };
}

const NO_FIT = 3;

/** 0: begins so; 1: holds it; 2: holds its letters in this order. */
function rankOf(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  let from = 0;
  for (const letter of wanted) {
    from = name.indexOf(letter, from) + 1;
    if (from === 0) return NO_FIT;
  }
  return 2;
}
