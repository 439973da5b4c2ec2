/** The cursor of the connections pane. Row 0 stands for all connections, row n for the n-th id. */
import { clampIndex, stepFrom, topFor } from './list-window.js';
import type { Step } from './message.js';
import type { ConnectionChoice, Source, TuiModel } from './model.js';
import { layoutFor, LIST_HEADING_ROWS, regionOf } from './view/layout.js';

/** Moves the cursor. Another connection is another list of exchanges, followed from its newest. */
export function moveConnection(model: TuiModel, step: Step, source: Source): TuiModel {
  const { ids } = source.connections;
  const view = listView(model, source);
  const index = indexOf(model.connections.selected, source);
  const selected = choiceAt(clampIndex(stepFrom(index, step, view), view.length), ids);
  if (selected === model.connections.selected) return model;
  return {
    ...model,
    connections: { ...model.connections, selected },
    exchanges: { selected: undefined, topSeq: 0, following: true },
  };
}

/** Falls back to all connections when the selected one is no longer held; keeps the cursor in sight. */
export function settleConnections(model: TuiModel, source: Source): TuiModel {
  const { selected: wanted, top } = model.connections;
  const isHeld = wanted === 'all' || source.journal.connection(wanted) !== undefined;
  const selected = isHeld ? wanted : 'all';
  const next = topFor(top, indexOf(selected, source), listView(model, source));
  if (selected === wanted && next === top) return model;
  return { ...model, connections: { selected, top: next } };
}

const choiceAt = (index: number, ids: Source['connections']['ids']): ConnectionChoice =>
  index === 0 ? 'all' : (ids[index - 1] ?? 'all');

const indexOf = (choice: ConnectionChoice, source: Source): number =>
  choice === 'all' ? 0 : source.connections.ids.indexOf(choice) + 1;

function listView(model: TuiModel, source: Source) {
  const region = regionOf(layoutFor(model), 'connections');
  return {
    length: source.connections.ids.length + 1,
    height: Math.max(1, (region?.height ?? 0) - LIST_HEADING_ROWS),
  };
}
