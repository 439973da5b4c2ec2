/** The help: the problems of the moment, exactly the keys of the place one is in, and what signs mean. */
import { FILTER_FIELDS } from '../../filter/fields.js';
import type { KeyBinding, Place } from '../keys/binding.js';
import { bindingsOf, placesOf } from '../keys/keymap.js';
import type { TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { BOLD, EMPTY_LINE, fit, line, text, wrap, type StyledLine } from '../styled.js';
import { problemLines } from './problems.js';

const KEY_COLUMN = 12;

/** All lines of the help of where one was when it was opened, wrapped to the screen. */
export function helpText(model: TuiModel, { journal }: Source): readonly StyledLine[] {
  const width = model.size.columns;
  const beneath = { ...model, helpOpen: false };
  const places = placesOf(beneath);
  const { problems } = journal.status;
  const isFilter = model.prompt?.kind === 'filter';
  return [
    line(` Help: ${nameOf(places[0] ?? 'panes')}`, BOLD),
    EMPTY_LINE,
    ...(problems.length === 0 ? [] : problemsPart(problems, width)),
    line(' Keys', BOLD),
    ...bindingsOf(places).flatMap((binding) => bindingLines(binding, width)),
    EMPTY_LINE,
    ...(isFilter
      ? []
      : [line(' Signs', BOLD), ...SIGNS.flatMap((sign) => entryLines(...sign, width)), EMPTY_LINE]),
    line(' Filter', BOLD),
    ...FILTER_WORDS.flatMap((entry) => entryLines(...entry, width)),
    ...FILTER_FIELDS.flatMap(({ name, help }) => entryLines(`${name}:`, help, width)),
  ];
}

const nameOf = (place: Place): string => {
  if (place === 'exchange') return 'the detail of an exchange';
  return place === 'prompt' ? 'typing' : `the ${place}`;
};

const problemsPart = (problems: Source['journal']['status']['problems'], width: number) => [
  line(' Problems', BOLD),
  ...problemLines(problems, width - 2).map((problem) => [text(' '), ...problem]),
  EMPTY_LINE,
];

const SIGNS: readonly (readonly [string, string])[] = [
  ['ada*', 'nothing proves this user: no signature was or could be checked'],
  ['unknown (…)', 'the session could not be read, for this reason; not the same as anonymous'],
  ['s-1a2b3c', 'a session, by a name that is made for this run; its id cannot be had from it'],
  ['+ - ~', 'added, removed, changed'],
  ['* •', 'at the left edge: marked by you; matched by the filter'],
  ['concurrent', 'other requests of the session were in flight: which of them wrote is not known'],
  ['\\x1b', 'a character that is not safe to draw, by its number'],
];

const FILTER_WORDS: readonly (readonly [string, string])[] = [
  ['cart', 'a bare word: anywhere in path, user, session, method, status, changes'],
  ['a b', 'both; or: a or b; not: !a; ( ) group'],
];

const bindingLines = ({ label, help }: KeyBinding, width: number) => entryLines(label, help, width);

const entryLines = (key: string, meaning: string, width: number): readonly StyledLine[] =>
  wrap(
    [text('   '), ...fit([text(key, BOLD)], KEY_COLUMN), text(' '), text(meaning)],
    width,
    KEY_COLUMN + 4,
  );
