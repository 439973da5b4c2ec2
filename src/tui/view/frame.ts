/**
 * The whole screen as lines: header, panes, footer, or one of the full-screen texts in their place.
 * Every line is exactly as wide as the screen, and there are exactly as many as it has rows.
 */
import { clampTop } from '../list-window.js';
import type { Focus, TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { line, text, type StyledLine } from '../styled.js';
import { detailPane } from './detail.js';
import { footerLine } from './footer.js';
import { headerLines } from './header.js';
import { helpText } from './help.js';
import { FOOTER_ROWS, layoutFor, SMALLEST, type Layout, type Region } from './layout.js';
import { listPane } from './list-pane.js';
import { overlayLines } from './overlay.js';
import { block } from './pane.js';

/** `model.size.rows` lines of `model.size.columns` cells. */
export function frame(model: TuiModel, source: Source): readonly StyledLine[] {
  const { columns, rows } = model.size;
  const layout = layoutFor(model);
  if (layout.arrangement === 'too-small') return block([TOO_SMALL], columns, rows);
  const footer = footerLine(model, source, columns);
  if (model.helpOpen) {
    const lines = helpText(model, source);
    const top = clampTop(model.help.top, { length: lines.length, height: rows - FOOTER_ROWS });
    return [...block(lines.slice(top), columns, rows - FOOTER_ROWS), footer];
  }
  const panes = body(layout, model, source);
  const overlay = overlayLines(model, source, columns, panes.length - 1);
  return [
    ...headerLines(source, columns, layout.headerRows),
    ...panes.slice(0, panes.length - overlay.length),
    ...overlay,
    footer,
  ];
}

const TOO_SMALL = line(`too small: ${SMALLEST.columns}x${SMALLEST.rows} needed; q quits`);

const PAINTERS: Readonly<
  Record<Focus, (model: TuiModel, source: Source, region: Region) => readonly StyledLine[]>
> = { list: listPane, detail: detailPane };

/** The panes' lines, those at the right of others beside them behind a thin line. */
function body(layout: Layout, model: TuiModel, source: Source): readonly StyledLine[] {
  const height = model.size.rows - layout.headerRows - FOOTER_ROWS;
  const rows = Array.from({ length: height }, (): StyledLine => []);
  for (const region of layout.regions) {
    const lines = PAINTERS[region.pane](model, source, region);
    for (const [index, styled] of lines.entries()) {
      const row = region.top - layout.headerRows + index;
      const left = rows[row] ?? [];
      rows[row] = left.length === 0 ? styled : [...left, BETWEEN, ...styled];
    }
  }
  return rows;
}

const BETWEEN = text('│', 'muted');
