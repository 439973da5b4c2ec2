/**
 * The whole screen as lines: header, panes, footer, or one of the full-screen texts in their place.
 * Every line is exactly as wide as the screen, and there are exactly as many as it has rows.
 */
import { clampTop } from '../list-window.js';
import type { Pane, Source, TuiModel } from '../model.js';
import { line, text, type StyledLine } from '../styled.js';
import { connectionsPane } from './connections.js';
import { detailPane } from './detail.js';
import { exchangesPane } from './exchanges.js';
import { footerLine } from './footer.js';
import { headerLines } from './header.js';
import { helpLines } from './help.js';
import {
  FOOTER_ROWS,
  HEADER_ROWS,
  layoutFor,
  SMALLEST,
  type Layout,
  type Region,
} from './layout.js';
import { block } from './pane.js';

/** `model.size.rows` lines of `model.size.columns` cells. */
export function frame(model: TuiModel, source: Source): readonly StyledLine[] {
  const { columns, rows } = model.size;
  const layout = layoutFor(model);
  if (layout.arrangement === 'too-small') return block([TOO_SMALL], columns, rows);
  const footer = footerLine(model.helpOpen ? 'help' : model.focus, columns);
  if (model.helpOpen) {
    const lines = helpLines(source, columns);
    const top = clampTop(model.help.top, { length: lines.length, height: rows - FOOTER_ROWS });
    return [...block(lines.slice(top), columns, rows - FOOTER_ROWS), footer];
  }
  return [...headerLines(source, columns), ...body(layout, model, source), footer];
}

const TOO_SMALL = line(`too small: ${SMALLEST.columns}x${SMALLEST.rows} needed; q quits`);

const PAINTERS: Readonly<
  Record<Pane, (model: TuiModel, source: Source, region: Region) => readonly StyledLine[]>
> = { connections: connectionsPane, exchanges: exchangesPane, detail: detailPane };

/** The panes' lines, those at the right of others beside them behind a thin line. */
function body(layout: Layout, model: TuiModel, source: Source): readonly StyledLine[] {
  const rows = Array.from(
    { length: model.size.rows - HEADER_ROWS - FOOTER_ROWS },
    (): StyledLine => [],
  );
  for (const region of layout.regions) {
    const lines = PAINTERS[region.pane](model, source, region);
    for (const [index, styled] of lines.entries()) {
      const row = region.top - HEADER_ROWS + index;
      const left = rows[row] ?? [];
      rows[row] = left.length === 0 ? styled : [...left, BETWEEN, ...styled];
    }
  }
  return rows;
}

const BETWEEN = text('│', 'muted');
