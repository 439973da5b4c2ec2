/**
 * The screen's one transition function: model, message and what can be looked up give the next model
 * and the effects. Pure but for reading the journal. After each message `settle` brings the cursors
 * back into their lists, so no other code needs to think of rows that came or went.
 */
import type { TuiEffect } from './effect.js';
import { messageFor, type KeyContext } from './keymap.js';
import { clampTop, stepFrom } from './list-window.js';
import type { Step, TuiMessage } from './message.js';
import { DETAIL_TABS, PANES, type DetailTab, type Source, type TuiModel } from './model.js';
import { moveConnection, settleConnections } from './update-connections.js';
import { moveInDetail, settleDetail } from './update-detail.js';
import { moveExchange, settleExchanges } from './update-exchanges.js';
import { helpLines } from './view/help.js';

export type Update = readonly [TuiModel, readonly TuiEffect[]];

/** The next model and what the runtime shall do. */
export function update(model: TuiModel, message: TuiMessage, source: Source): Update {
  const [next, effects] = apply(model, message, source);
  return [settle(next, source), effects];
}

/** Where keys go: to the help while it is open, else to the focused pane. */
export const contextOf = (model: TuiModel): KeyContext => (model.helpOpen ? 'help' : model.focus);

const NONE: readonly TuiEffect[] = [];

function apply(model: TuiModel, message: TuiMessage, source: Source): Update {
  switch (message.kind) {
    case 'key': {
      const meant = messageFor(message.key, contextOf(model));
      return meant === undefined ? [model, NONE] : apply(model, meant, source);
    }
    case 'back-or-quit':
      return isTopLevel(model) ? [model, [{ kind: 'quit' }]] : [back(model), NONE];
    case 'quit':
    case 'suspend':
    case 'redraw':
      return [model, [{ kind: message.kind }]];
    case 'resized':
      return [{ ...model, size: message.size }, NONE];
    case 'journal-changed':
      return [model, NONE];
    case 'move':
      return [move(model, message.step, source), NONE];
    case 'focus-next':
      return [{ ...model, focus: around(PANES, model.focus, message.by), zoomed: false }, NONE];
    case 'open':
      return [open(model), NONE];
    case 'back':
      return [back(model), NONE];
    case 'show-tab':
      return [showTab(model, message.tab), NONE];
    case 'turn-tab':
      return [showTab(model, around(DETAIL_TABS, model.detail.tab, message.by)), NONE];
    case 'toggle-follow':
      return [follow(model, !model.exchanges.following), NONE];
    case 'toggle-mask':
      return [{ ...model, masked: !model.masked }, NONE];
    case 'toggle-help':
      return [{ ...model, helpOpen: !model.helpOpen, help: { top: 0 } }, NONE];
    default:
      return message satisfies never;
  }
}

const isTopLevel = (model: TuiModel): boolean => !model.helpOpen && model.focus !== 'detail';

const follow = (model: TuiModel, following: boolean): TuiModel => ({
  ...model,
  exchanges: { ...model.exchanges, following },
});

const showTab = (model: TuiModel, tab: DetailTab): TuiModel =>
  tab === model.detail.tab ? model : { ...model, detail: { tab, top: 0 } };

function open(model: TuiModel): TuiModel {
  switch (model.focus) {
    case 'connections':
      return { ...model, focus: 'exchanges' };
    case 'exchanges':
      // Who opens one exchange wants that one, not its successors.
      return model.exchanges.selected === undefined
        ? model
        : { ...follow(model, false), focus: 'detail' };
    case 'detail':
      return { ...model, zoomed: !model.zoomed };
    default:
      return model.focus satisfies never;
  }
}

function back(model: TuiModel): TuiModel {
  if (model.helpOpen) return { ...model, helpOpen: false };
  switch (model.focus) {
    case 'detail':
      return { ...model, focus: 'exchanges', zoomed: false };
    case 'exchanges':
      return { ...model, focus: 'connections' };
    case 'connections':
      return { ...model, connections: { selected: 'all', top: 0 } };
    default:
      return model.focus satisfies never;
  }
}

function move(model: TuiModel, step: Step, source: Source): TuiModel {
  if (model.helpOpen) return scrollHelp(model, step, source);
  switch (model.focus) {
    case 'connections':
      return moveConnection(model, step, source);
    case 'exchanges':
      return moveExchange(model, step, source);
    case 'detail':
      return moveInDetail(model, step, source);
    default:
      return model.focus satisfies never;
  }
}

function scrollHelp(model: TuiModel, step: Step, source: Source): TuiModel {
  const length = helpLines(source, model.size.columns).length;
  const height = model.size.rows - 1;
  const top = clampTop(stepFrom(model.help.top, step, { length, height }), { length, height });
  return { ...model, help: { top } };
}

const settle = (model: TuiModel, source: Source): TuiModel =>
  settleDetail(settleExchanges(settleConnections(model, source), source), source);

/** The next or previous of a few, round and round. */
function around<Item>(items: readonly Item[], item: Item, by: 1 | -1): Item {
  const index = (items.indexOf(item) + by + items.length) % items.length;
  return items[index] ?? item;
}
