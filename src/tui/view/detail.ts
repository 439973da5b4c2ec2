/** The pane beside or behind the list: a title, tabs where there are some, the text with its cursor. */
import { clampTop } from '../list-window.js';
import { DETAIL_TABS, type DetailTab, type TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { BOLD, fit, reversed, text, widthOf, type StyledLine } from '../styled.js';
import { selectedKey } from '../update/cursor.js';
import { urlText } from './hiding.js';
import { DETAIL_HEADING_ROWS, type Region } from './layout.js';
import { block, titleLine } from './pane.js';
import { statusWord } from './status-words.js';

/** The pane as `region.height` lines of `region.width` cells. */
export function detailPane(
  model: TuiModel,
  source: Source,
  { width, height }: Region,
): readonly StyledLine[] {
  const focused = model.focus === 'detail';
  const rows = source.details.of(model, width);
  const room = height - DETAIL_HEADING_ROWS;
  const top = clampTop(model.detail.top, { length: rows.length, height: room });
  const shown = rows.slice(top, top + room).map(({ line }, index) => {
    const isAtCursor = focused && top + index === model.detail.cursor;
    return isAtCursor ? reversed(fit(line, width)) : line;
  });
  const place = rows.length > room ? `${top + shown.length}/${rows.length} ` : '';
  const title = titleLine(titleOf(model, source, focused), width, focused);
  return block([title, secondLine(model, place, width), ...shown], width, height);
}

function titleOf(model: TuiModel, { journal }: Source, focused: boolean): StyledLine {
  const name = (words: string) => text(words, focused ? BOLD : {});
  const key = selectedKey(model);
  switch (model.view) {
    case 'requests': {
      const exchange = typeof key === 'number' ? journal.get(key)?.exchange : undefined;
      if (exchange === undefined) return [name('Detail')];
      const { method, target } = exchange.request;
      return [
        name(exchange.id),
        text(` · ${method} ${urlText(target.slice(0, 512), model.masked)}`, 'muted'),
        text(' '),
        statusWord(exchange),
      ];
    }
    case 'sessions':
      return [name(key === undefined ? 'Timeline' : `Timeline of ${key}`)];
    case 'users':
      return [name(key === undefined ? 'User' : (journal.user(String(key))?.label ?? 'User'))];
    case 'connections':
      return [name(key === undefined ? 'Connection' : `Connection ${key}`)];
    default:
      return model.view satisfies never;
  }
}

function secondLine(model: TuiModel, place: string, width: number): StyledLine {
  const end = text(place, 'muted');
  const room = width - widthOf([end]);
  const tabs = model.view === 'requests' ? tabsFor(model.detail.tab, room) : [];
  return [...fit(tabs, room), end];
}

/** ` Session  [Cookies]  Request`: brackets and weight, so that colour is not needed. */
function tabsFor(current: DetailTab, room: number): StyledLine {
  const tabs = DETAIL_TABS.map((tab) => {
    const name = `${tab.slice(0, 1).toUpperCase()}${tab.slice(1)}`;
    return tab === current ? text(`[${name}]`, BOLD) : text(` ${name} `, 'muted');
  });
  return widthOf(tabs) <= room ? tabs : shortTabs(current);
}

const shortTabs = (current: DetailTab): StyledLine =>
  DETAIL_TABS.map((tab) =>
    tab === current ? text(`[${tab}]`, BOLD) : text(` ${tab.slice(0, 3)} `, 'muted'),
  );
