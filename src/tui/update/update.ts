/**
 * The screen's one transition function: model, message and what can be looked up give the next model
 * and the effects. Pure but for reading the journal. After each message `settle` brings the cursors
 * back into their lists, so no other code needs to think of rows that came or went.
 */
import type { TuiEffect } from '../effect.js';
import { commandFor, placesOf } from '../keys/keymap.js';
import { clampTop, stepFrom } from '../list-window.js';
import type { Command, Step, TuiMessage } from '../message.js';
import { VIEWS, type TuiModel, type View } from '../model.js';
import type { Source } from '../source.js';
import { helpText } from '../view/help.js';
import { around } from './around.js';
import { copy } from './copy.js';
import { moveInList, selectedKey, selectedSeq, settleList } from './cursor.js';
import { fold, moveInDetail, settleDetail, turnTab } from './detail.js';
import { nextMark, nextMatch, toggleMark } from './jump.js';
import { goTo, narrow, openRow, widen, widenOnce } from './narrow.js';
import { notice } from './notice.js';
import { pageContent } from './page.js';
import { click, wheel } from './pointer.js';
import { reread, rereadAsked } from './reread.js';
import { sort } from './sort.js';
import { jumped, wayBack } from './trail.js';
import { ask, cancel, complete, recall, submit, type } from './prompt.js';

export type Update = readonly [TuiModel, readonly TuiEffect[]];

/** The next model and what the runtime shall do. */
export function update(model: TuiModel, message: TuiMessage, source: Source): Update {
  const [next, effects] = apply(model, message, source);
  return [settle(next, source), effects];
}

const NONE: readonly TuiEffect[] = [];
const only = (model: TuiModel): Update => [model, NONE];

function apply(model: TuiModel, message: TuiMessage, source: Source): Update {
  switch (message.kind) {
    case 'key': {
      const quiet = model.notice === undefined ? model : { ...model, notice: undefined };
      const command = commandFor(message.key, placesOf(quiet));
      if (command !== undefined) return carryOut(quiet, command, source);
      return only(quiet.prompt === undefined || quiet.helpOpen ? quiet : type(quiet, message.key));
    }
    case 'resized':
      return only({ ...model, size: message.size });
    case 'journal-changed':
      return only(model);
    case 'noticed':
      return only({ ...model, notice: message.notice });
    case 'reread-done':
      return only(reread(model, message));
    case 'click':
      return only(click(model, message, source));
    case 'wheel':
      return only(wheel(model, message, source));
    case 'command':
      return carryOut(model, message.command, source);
    default:
      return message satisfies never;
  }
}

function carryOut(model: TuiModel, command: Command, source: Source): Update {
  switch (command.kind) {
    case 'back-or-quit':
      return model.helpOpen || model.focus === 'detail'
        ? only(back(model))
        : [model, [{ kind: 'quit' }]];
    case 'quit':
    case 'suspend':
    case 'redraw':
      return [model, [{ kind: command.kind }]];
    case 'move':
      return only(move(model, command.step, source));
    case 'show-view':
      return only(showView(model, command.view));
    case 'turn-view':
      return only(showView(model, around(VIEWS, model.view, command.by)));
    case 'open':
      return only(jumped(model, open(model)));
    case 'back':
      return only(back(model));
    case 'turn-tab':
      return only(turnTab(model, command.by));
    case 'next-row':
      return only(moveInList(model, { unit: 'row', count: command.by }, source));
    case 'next-match':
      return only(nextMatch(model, command.by, source));
    case 'next-mark':
      return only(nextMark(model, command.by, source));
    case 'narrow':
      return only(narrow(model, command.to, source));
    case 'widen':
      return only(widen(model));
    case 'timeline':
      return only(jumped(model, timeline(model, source)));
    case 'zoom':
      return only({ ...model, zoomed: !model.zoomed });
    case 'fold':
      return only(jumped(model, fold(model, source)));
    case 'toggle-show-all':
      return only(toggleShowAll(model));
    case 'toggle-follow':
      return only({ ...model, following: !model.following });
    case 'toggle-pause':
      return only(togglePause(model, source));
    case 'toggle-mark':
      return only(toggleMark(model));
    case 'toggle-mask':
      return only({ ...model, masked: !model.masked });
    case 'toggle-help':
      return only({ ...model, helpOpen: !model.helpOpen, help: { top: 0 } });
    case 'ask':
      return only(ask({ ...model, helpOpen: false }, command.prompt, source));
    case 'menu':
      return only({ ...model, menu: command.menu });
    case 'copy':
      return copy(model, command.what, source);
    case 'clear':
      return [cleared(model), [{ kind: 'clear' }]];
    case 'sort':
      return only(sort(model, command.index));
    case 'reread':
      return rereadAsked(model, source);
    case 'page-content':
      return pageContent(model, source);
    case 'submit': {
      const submitted = submit(model, source);
      return submitted.kind === 'done'
        ? [submitted.model, submitted.effects]
        : carryOut(submitted.model, submitted.command, source);
    }
    case 'cancel':
      return only(cancel(model));
    case 'complete':
      return only(complete(model, source));
    case 'recall':
      return only(recall(model, command.by));
    default:
      return command satisfies never;
  }
}

const showView = (model: TuiModel, view: View): TuiModel =>
  view === model.view
    ? model
    : { ...model, view, focus: 'list', zoomed: false, detail: atTop(model.detail), trail: [] };

const atTop = ({ tab, turned }: TuiModel['detail']): TuiModel['detail'] => ({
  tab,
  turned,
  cursor: 0,
  top: 0,
});

function open(model: TuiModel): TuiModel {
  if (model.view !== 'requests') return openRow(model);
  // Who opens one exchange wants that one, not its successors.
  return selectedSeq(model) === undefined ? model : { ...model, following: false, focus: 'detail' };
}

function back(model: TuiModel): TuiModel {
  if (model.menu !== undefined) return { ...model, menu: undefined };
  if (model.helpOpen) return { ...model, helpOpen: false };
  const from = wayBack(model);
  if (from !== undefined) return from;
  if (model.focus === 'detail') {
    return model.zoomed ? { ...model, zoomed: false } : { ...model, focus: 'list' };
  }
  return widenOnce(model);
}

function move(model: TuiModel, step: Step, source: Source): TuiModel {
  if (model.helpOpen) return scrollHelp(model, step, source);
  return model.focus === 'detail'
    ? moveInDetail(model, step, source)
    : moveInList(model, step, source);
}

function scrollHelp(model: TuiModel, step: Step, source: Source): TuiModel {
  const length = helpText(model, source).length;
  const height = model.size.rows - 1;
  const top = clampTop(stepFrom(model.help.top, step, { length, height }), { length, height });
  return { ...model, help: { top } };
}

/** From a request to its session; in the other views into the text of the row. */
function timeline(model: TuiModel, source: Source): TuiModel {
  const key = selectedKey(model);
  if (key === undefined) return model;
  if (model.view !== 'requests') return { ...model, focus: 'detail' };
  const tag = typeof key === 'number' ? source.journal.summary(key)?.sessions.at(-1) : undefined;
  if (tag === undefined) return notice(model, 'This request has no session.', 'warn');
  return { ...goTo(showView(model, 'sessions'), 'sessions', tag, source), focus: 'detail' };
}

function toggleShowAll(model: TuiModel): TuiModel {
  if (model.filter === '') return notice(model, 'There is no filter; / makes one.', 'warn');
  return { ...model, showAll: !model.showAll };
}

const togglePause = (model: TuiModel, { journal }: Source): TuiModel => ({
  ...model,
  pausedAt: model.pausedAt === undefined ? journal.lastSeq : undefined,
});

const cleared = (model: TuiModel): TuiModel => ({
  ...model,
  menu: undefined,
  focus: 'list',
  scope: {},
  marks: new Set(),
  pausedAt: undefined,
  following: true,
});

const settle = (model: TuiModel, source: Source): TuiModel =>
  settleDetail(settleList(model, source), source);
