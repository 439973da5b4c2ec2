/** The bottom line: what is being typed, what was just said, or the main keys of the place. */
import { bindingsOf, placesOf } from '../keys/keymap.js';
import type { TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { BOLD, fit, line, text, widthOf, type StyledLine } from '../styled.js';
import { promptLine } from './prompt.js';

/** One line of `width` cells. */
export function footerLine(model: TuiModel, source: Source, width: number): StyledLine {
  const { notice } = model;
  if (model.prompt !== undefined && !model.helpOpen)
    return promptLine(model.prompt, model, source, width);
  if (notice !== undefined) return fit([text(' '), text(notice.text, notice.tone ?? {})], width);
  return keysLine(model, width);
}

/** As many keys as fit; how to leave and how to get help are never crowded out. */
function keysLine(model: TuiModel, width: number): StyledLine {
  const wanted = entriesOf(model);
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
function entriesOf(model: TuiModel): readonly Entry[] {
  const isInside =
    model.helpOpen || model.focus === 'detail' || Object.keys(model.scope).length > 0;
  const leave = isInside || model.menu !== undefined ? 'back' : 'back-or-quit';
  return bindingsOf(placesOf(model)).flatMap(({ footer, command: { kind } }) => {
    if (footer === undefined) return [];
    if (kind !== leave && (kind === 'back' || kind === 'back-or-quit')) return [];
    const entry = [text(footer.label, BOLD), text(` ${footer.word}`, 'muted')];
    return [{ line: entry, isEssential: kind === leave || kind === 'toggle-help' }];
  });
}
