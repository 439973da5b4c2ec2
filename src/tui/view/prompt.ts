/** The line that is typed into, with its cursor; what is wrong with it stands on the line above. */
import { parseFilter } from '../../filter/parse-filter.js';
import type { Prompt, PromptKind, TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { BOLD, displayWidthOf, fit, text, truncate, widthOf, type StyledLine } from '../styled.js';
import { MAX_TYPED } from '../update/edit.js';

const LEADS: Readonly<Record<PromptKind, string>> = {
  filter: '/',
  palette: ':',
  save: 'save to: ',
};

/** Cells of what is typed that no remark takes away. */
const LEAST_ROOM = 12;

/** One line of `width` cells; a long text is shown around its cursor. */
export function promptLine(
  prompt: Prompt,
  model: TuiModel,
  source: Source,
  width: number,
): StyledLine {
  const lead = text(LEADS[prompt.kind], BOLD);
  const said =
    model.notice === undefined
      ? asideOf(prompt, model, source)
      : text(` ${model.notice.text} `, model.notice.tone ?? {});
  const aside = truncate([said], width - widthOf([lead]) - LEAST_ROOM - 1);
  const room = width - widthOf([lead]) - widthOf(aside) - 1;
  const from = windowStart(prompt, room);
  const left = prompt.text.slice(from, prompt.cursor);
  const under = prompt.text.slice(prompt.cursor);
  const [at = ' '] = under;
  const typed: StyledLine = [
    text(left, undefined, MAX_TYPED),
    text(at, { reverse: true }),
    text(under.slice(at.length), undefined, MAX_TYPED),
  ];
  return [...fit([lead, ...fit(typed, room)], width - widthOf(aside)), ...aside];
}

/** Where the shown part begins, so that the cursor is in sight. */
function windowStart({ text: typed, cursor }: Prompt, room: number): number {
  let from = 0;
  while (displayWidthOf(typed.slice(from, cursor), MAX_TYPED) > room - 2) {
    from += typed.codePointAt(from) === typed.charCodeAt(from) ? 1 : 2;
  }
  return from;
}

function asideOf({ kind }: Prompt, model: TuiModel, source: Source) {
  if (kind !== 'filter') return text('');
  const { length, progress } = source.lists.matches(model);
  const count = `${length.toLocaleString('en-US')}${length === 1 ? ' match' : ' matches'}`;
  return text(
    progress === undefined ? ` ${count} ` : ` ${count}, ${Math.floor(progress * 100)}% searched `,
    'muted',
  );
}

/** What is wrong with the filter, marked where it is wrong; nothing while it can be read. */
export function promptErrorLines(
  { kind, text: typed }: Prompt,
  width: number,
): readonly StyledLine[] {
  if (kind !== 'filter') return [];
  const parsed = parseFilter(typed);
  if (parsed.kind === 'filter') return [];
  const column = 1 + displayWidthOf(typed.slice(0, parsed.start), MAX_TYPED);
  const length = Math.max(1, displayWidthOf(typed.slice(parsed.start, parsed.end), MAX_TYPED));
  const message = [text(parsed.message, 'warn', 300)];
  const marker = text('^'.repeat(Math.min(length, width)), 'bad');
  const isBehind = column + length + 1 + widthOf(message) <= width;
  if (isBehind) return [fit([text(' '.repeat(column)), marker, text(' '), ...message], width)];
  const isAbove = column + length <= width;
  const pointing = isAbove ? [fit([text(' '.repeat(column)), marker], width)] : [];
  return [fit([text(' '), ...message], width), ...pointing];
}
