/** The help screen: the problems of the moment, every key of the keymap, and what the marks mean. */
import { KEYMAP, type KeyBinding } from '../keymap.js';
import type { Source } from '../model.js';
import { BOLD, EMPTY_LINE, fit, line, text, wrap, type StyledLine } from '../styled.js';
import { problemLines } from './problems.js';

const KEY_COLUMN = 12;

/** All lines of the help, wrapped to `width`. */
export function helpLines({ journal }: Source, width: number): readonly StyledLine[] {
  const { problems } = journal.status;
  return [
    line(' Help', BOLD),
    EMPTY_LINE,
    ...(problems.length === 0 ? [] : problemsPart(problems, width)),
    line(' Keys', BOLD),
    ...bindings().flatMap((binding) => bindingLines(binding, width)),
    EMPTY_LINE,
    line(' Signs', BOLD),
    ...SIGNS.flatMap(([sign, meaning]) => entryLines(sign, meaning, width)),
  ];
}

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
  ['concurrent', 'other requests of the session were in flight: which of them wrote is not known'],
  ['\\x1b', 'a character that is not safe to draw, by its number'],
];

/** One line for each thing a key does, also where it is bound in several places. */
const bindings = (): readonly KeyBinding[] =>
  KEYMAP.filter(
    (binding, index) =>
      KEYMAP.findIndex(({ label, help }) => label === binding.label && help === binding.help) ===
      index,
  );

const bindingLines = ({ label, help, contexts }: KeyBinding, width: number) => {
  const isLocal = contexts.length === 1;
  return entryLines(label, isLocal ? `in the ${contexts[0] ?? ''}: ${help}` : help, width);
};

const entryLines = (key: string, meaning: string, width: number): readonly StyledLine[] =>
  wrap(
    [text('   '), ...fit([text(key, BOLD)], KEY_COLUMN), text(' '), text(meaning)],
    width,
    KEY_COLUMN + 4,
  );
