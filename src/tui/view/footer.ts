/** The bottom line: the main keys of the place, from the keymap; as many as fit. */
import { bindingsOf, type KeyContext } from '../keymap.js';
import { BOLD, fit, line, text, widthOf, type StyledLine } from '../styled.js';

/** One line of `width` cells; how to leave and how to get help are never crowded out. */
export function footerLine(context: KeyContext, width: number): StyledLine {
  const wanted = entriesOf(context);
  let room = width - 1 + widthOf(GAP);
  const kept = new Set<Entry>();
  for (const isEssential of [true, false]) {
    for (const entry of wanted.filter((candidate) => candidate.isEssential === isEssential)) {
      const needed = widthOf(entry.line) + widthOf(GAP);
      if (needed > room) continue;
      room -= needed;
      kept.add(entry);
    }
  }
  const lines = wanted.filter((entry) => kept.has(entry)).map((entry) => entry.line);
  return fit([text(' '), ...lines.flatMap((one, i) => (i === 0 ? one : [...GAP, ...one]))], width);
}

interface Entry {
  readonly line: StyledLine;
  readonly isEssential: boolean;
}

const GAP = line('   ');

/** `back` where there is something to go back from; there `q` does the same and does not quit. */
function entriesOf(context: KeyContext): readonly Entry[] {
  const isInside = context === 'help' || context === 'detail';
  const leave = isInside ? 'back' : 'back-or-quit';
  return bindingsOf(context).flatMap(({ footer, message: { kind } }) => {
    if (footer === undefined) return [];
    if (kind !== leave && (kind === 'back' || kind === 'back-or-quit')) return [];
    const entry = [text(footer.label, BOLD), text(` ${footer.word}`, 'muted')];
    return [{ line: entry, isEssential: kind === leave || kind === 'toggle-help' }];
  });
}
