/**
 * The cursor of the exchanges pane, held as a sequence number: it stays on its exchange while others
 * come and go. Following keeps it on the newest; while the detail is being read it waits.
 */
import { clampIndex, stepFrom, topFor } from './list-window.js';
import type { Step } from './message.js';
import type { Source, TuiModel } from './model.js';
import { ofConnection, wholeJournal, type SeqList } from '../journal/seq-list.js';
import { layoutFor, LIST_HEADING_ROWS, regionOf } from './view/layout.js';

/** The exchanges of the selected connection, or all. */
export function exchangesOf(model: Pick<TuiModel, 'connections'>, { journal }: Source): SeqList {
  const { selected } = model.connections;
  return selected === 'all' ? wholeJournal(journal) : ofConnection(journal.connection(selected));
}

/** Moves the cursor. To the end: follow from there on. Away from the newest: stop following. */
export function moveExchange(model: TuiModel, step: Step, source: Source): TuiModel {
  const list = exchangesOf(model, source);
  const { selected, following } = model.exchanges;
  if (selected === undefined) return model;
  const view = { length: list.length, height: heightOf(model) };
  const index = clampIndex(stepFrom(list.indexOf(selected), step, view), view.length);
  const atEnd = index === list.length - 1;
  return {
    ...model,
    exchanges: {
      ...model.exchanges,
      selected: list.at(index),
      following: step.unit === 'end' || (following && atEnd),
    },
  };
}

/** Brings the cursor to an exchange that is held, and the window to the cursor. */
export function settleExchanges(model: TuiModel, source: Source): TuiModel {
  const list = exchangesOf(model, source);
  const { exchanges } = model;
  const selected = settled(model, list);
  if (selected === undefined) {
    return { ...model, exchanges: { ...exchanges, selected, topSeq: 0 } };
  }
  const view = { length: list.length, height: heightOf(model) };
  const top = topFor(list.indexOf(exchanges.topSeq), list.indexOf(selected), view);
  const topSeq = list.at(top) ?? 0;
  if (selected === exchanges.selected && topSeq === exchanges.topSeq) return model;
  const detail = selected === exchanges.selected ? model.detail : { tab: model.detail.tab, top: 0 };
  return { ...model, exchanges: { ...exchanges, selected, topSeq }, detail };
}

function settled({ exchanges, focus }: TuiModel, list: SeqList): number | undefined {
  const last = list.at(list.length - 1);
  const { selected, following } = exchanges;
  if (selected === undefined || (following && focus !== 'detail')) return last;
  return list.at(list.indexOf(selected)) ?? last;
}

function heightOf(model: TuiModel): number {
  const region = regionOf(layoutFor(model), 'exchanges');
  return Math.max(1, (region?.height ?? 0) - LIST_HEADING_ROWS);
}
