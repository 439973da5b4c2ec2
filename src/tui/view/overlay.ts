/** What is laid over the bottom of the panes: the palette, a menu, what is wrong with a filter. */
import { bindingsOf, placesOf } from '../keys/keymap.js';
import { paletteChoices } from '../keys/palette.js';
import { sortableColumns } from '../lists/sort-values.js';
import type { Menu, TuiModel } from '../model.js';
import type { ScreenInfo, Source } from '../source.js';
import { BOLD, fit, line, reversed, text, widthOf, wrap, type StyledLine } from '../styled.js';
import { titleLine } from './pane.js';
import { promptErrorLines } from './prompt.js';

/** Commands of the palette that are shown at once. */
const MAX_CHOICES = 10;
const KEY = 9;

/** At most `rows` lines of `width` cells, to be drawn above the footer. */
export function overlayLines(
  model: TuiModel,
  { info }: Source,
  width: number,
  rows: number,
): readonly StyledLine[] {
  if (model.helpOpen) return [];
  const lines = linesFor(model, info, width, rows);
  return lines.slice(0, rows).map((styled) => fit(styled, width));
}

function linesFor(
  model: TuiModel,
  info: ScreenInfo,
  width: number,
  rows: number,
): readonly StyledLine[] {
  const { prompt, menu } = model;
  if (prompt?.kind === 'palette') return paletteLines(model, prompt.text, width, rows);
  if (prompt !== undefined) return promptErrorLines(prompt, width);
  if (menu === undefined) return [];
  const title = titleLine([text(titleOf(menu, info), BOLD)], width, true);
  const lines = menu === 'sort' ? columnLines(model) : choiceLines(model);
  return lines.length < rows ? [title, ...lines] : [title, ...besideOneAnother(lines, width)];
}

function titleOf(menu: Menu, { recording, target }: ScreenInfo): string {
  if (menu !== 'clear') return menu === 'copy' ? 'Copy' : 'Sort by';
  const kept = recording ?? (target === undefined ? 'the file' : undefined);
  const rest = kept === undefined ? 'Nothing is recorded.' : `They stay in ${kept}.`;
  return `Forget every exchange so far? ${rest}`;
}

/** Lines that do not fit beneath one another: as many beside one another as there is room for. */
function besideOneAnother(lines: readonly StyledLine[], width: number): readonly StyledLine[] {
  const rows: StyledLine[] = [];
  for (const styled of lines) {
    const one = styled.map(({ text: safe, style }) => text(safe.replace(/ {2,}/g, ' '), style));
    const row = [...(rows.at(-1) ?? []), ...one];
    if (rows.length > 0 && widthOf(row) <= width) rows[rows.length - 1] = row;
    else rows.push(one);
  }
  return rows.flatMap((row) => wrap(row, width));
}

const choiceLines = (model: TuiModel): readonly StyledLine[] =>
  bindingsOf(placesOf(model)).flatMap(({ label, help, places }) =>
    places.includes('anywhere')
      ? []
      : [[text('   '), ...fit([text(label, BOLD)], KEY), text(help)]],
  );

function columnLines(model: TuiModel): readonly StyledLine[] {
  const known = model.sorts[model.view];
  return [
    ...sortableColumns(model.view).map((column, index): StyledLine => {
      const isIt = known?.column === column;
      const order = isIt ? ` ${known.descending ? '↓' : '↑'} again: the other way round` : '';
      return [
        text('   '),
        ...fit([text(String(index + 1), BOLD)], KEY),
        text(column),
        text(order, 'muted'),
      ];
    }),
    [text('   '), ...fit([text('0', BOLD)], KEY), text('as they came')],
  ];
}

function paletteLines(model: TuiModel, typed: string, width: number, rows: number) {
  const choices = paletteChoices(model, typed);
  const choice = model.prompt?.choice ?? 0;
  const height = Math.max(1, Math.min(MAX_CHOICES, rows - 1));
  const top = Math.max(0, Math.min(choice - height + 1, choices.length - height));
  const lines = choices.slice(top, top + height).map(({ name, label, help }, index) => {
    const styled = fit(
      [
        text('   '),
        ...fit([text(name, BOLD)], 24),
        ...fit([text(label, 'accent')], KEY),
        text(help, 'muted'),
      ],
      width,
    );
    return top + index === choice ? reversed(styled) : styled;
  });
  const none = line('   No command is called so.', 'warn');
  return [
    titleLine([text('Commands', BOLD)], width, true),
    ...(lines.length === 0 ? [none] : lines),
  ];
}
