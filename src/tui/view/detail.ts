/** The pane of the selected exchange: a title, its tabs, and the text of one tab scrolled in place. */
import type { Observation } from '../../model/observation.js';
import { clampTop } from '../list-window.js';
import { DETAIL_TABS, type DetailTab, type Source, type TuiModel } from '../model.js';
import { BOLD, fit, line, text, widthOf, type StyledLine } from '../styled.js';
import { cookieLines } from './detail-cookies.js';
import { requestLines, responseLines } from './detail-messages.js';
import { sessionLines } from './detail-session.js';
import { timingLines } from './detail-timing.js';
import { withoutPasswords } from './hiding.js';
import { DETAIL_HEADING_ROWS, type Region } from './layout.js';
import { block, titleLine } from './pane.js';
import { statusWord } from './status-words.js';

const MAX_LINES = 2000;

/** The pane as `region.height` lines of `region.width` cells. */
export function detailPane(
  model: TuiModel,
  source: Source,
  { width, height }: Region,
): readonly StyledLine[] {
  const focused = model.focus === 'detail';
  const exchange = selectedOf(model, source)?.exchange;
  const notes =
    exchange === undefined
      ? []
      : [
          `${exchange.request.method} ${withoutPasswords(exchange.request.target.slice(0, 512))}`,
          statusWord(exchange).text,
        ];
  const title = titleLine({ name: exchange?.id ?? 'Detail', notes }, width, focused);
  const lines = detailText(model, source, width);
  const rows = height - DETAIL_HEADING_ROWS;
  const top = clampTop(model.detail.top, { length: lines.length, height: rows });
  const shown = lines.slice(top, top + rows);
  const place = lines.length > rows ? `${top + shown.length}/${lines.length} ` : '';
  return block([title, tabLine(model.detail.tab, place, width), ...shown], width, height);
}

/** All lines of the chosen tab, wrapped to `width`: at most 2000. */
export function detailText(
  model: Pick<TuiModel, 'exchanges' | 'detail' | 'masked'>,
  source: Source,
  width: number,
): readonly StyledLine[] {
  const observation = selectedOf(model, source);
  if (observation === undefined) return [line(' Nothing selected.', 'muted')];
  return remembered(observation, model.detail.tab, model.masked, width);
}

const selectedOf = (
  { exchanges }: Pick<TuiModel, 'exchanges'>,
  { journal }: Source,
): Observation | undefined =>
  exchanges.selected === undefined ? undefined : journal.get(exchanges.selected);

type Key = readonly [Observation, DetailTab, masked: boolean, width: number];

/** The last text: update and paint ask for the same one, and content is costly to lay out. */
let last: { readonly key: Key; readonly lines: readonly StyledLine[] } | undefined;

function remembered(...key: Key): readonly StyledLine[] {
  const known = last;
  if (known?.key.every((part, index) => part === key[index]) === true) return known.lines;
  const lines = linesOf(...key).slice(0, MAX_LINES);
  last = { key, lines };
  return lines;
}

function linesOf(...[observation, tab, masked, width]: Key): readonly StyledLine[] {
  switch (tab) {
    case 'session':
      return sessionLines(observation, masked, width);
    case 'cookies':
      return cookieLines(observation, masked, width);
    case 'request':
      return requestLines(observation.exchange, masked, width);
    case 'response':
      return responseLines(observation.exchange, masked, width);
    case 'timing':
      return timingLines(observation.exchange, width);
    default:
      return tab satisfies never;
  }
}

/** ` 1 Session  [2 Cookies]  3 Request`: brackets and weight, so that colour is not needed. */
function tabLine(current: DetailTab, place: string, width: number): StyledLine {
  const tabs = DETAIL_TABS.flatMap((tab, index) => {
    const name = `${index + 1} ${tab.slice(0, 1).toUpperCase()}${tab.slice(1)}`;
    return tab === current ? [text(`[${name}]`, BOLD)] : [text(` ${name} `, 'muted')];
  });
  const end = text(place, 'muted');
  const room = width - widthOf([end]);
  return widthOf(tabs) <= room ? [...fit(tabs, room), end] : fit(shortTabs(current), width);
}

const shortTabs = (current: DetailTab): StyledLine =>
  DETAIL_TABS.map((tab, index) =>
    tab === current ? text(`[${index + 1} ${tab}]`, BOLD) : text(` ${index + 1} `, 'muted'),
  );
