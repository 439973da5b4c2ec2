/**
 * The way back from a jump: from a session to the request whose it is, from a user's requests to the
 * users. Turning to a view by its key is no jump, and forgets the way.
 */
import type { TrailStep, TuiModel } from '../model.js';

const MAX_STEPS = 20;

/** The model after a jump, with where it came from; the same where the view in front did not change. */
export function jumped(before: TuiModel, after: TuiModel): TuiModel {
  if (after.view === before.view) return after;
  const step: TrailStep = { from: placeOf(before), landed: placeOf(after) };
  return { ...after, trail: [...before.trail, step].slice(-MAX_STEPS) };
}

/** Where the last jump came from, if one is still where it landed; undefined: nowhere to go back to. */
export function wayBack(model: TuiModel): TuiModel | undefined {
  const step = model.trail.at(-1);
  if (step === undefined || model.zoomed) return undefined;
  const { view, focus, scope, filter } = step.landed;
  const isThere =
    model.view === view &&
    model.focus === focus &&
    model.scope === scope &&
    model.filter === filter;
  return isThere ? { ...model, ...step.from, trail: model.trail.slice(0, -1) } : undefined;
}

const placeOf = (model: TuiModel): TrailStep['from'] => ({
  view: model.view,
  focus: model.focus,
  scope: model.scope,
  filter: model.filter,
  lists: model.lists,
  detail: model.detail,
  following: model.following,
});
