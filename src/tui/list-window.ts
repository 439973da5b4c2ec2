/**
 * Which part of a long list is in sight: integers in, integers out. It knows nothing of what the rows
 * are. All results stay within the list, also for an empty list and a height of nothing.
 */
import type { Step } from './message.js';

export interface ListView {
  /** Rows in the list. */
  readonly length: number;
  /** Rows that can be shown. */
  readonly height: number;
}

/** A number held between 0 and the last index; 0 for an empty list. */
export const clampIndex = (index: number, length: number): number =>
  Math.max(0, Math.min(Math.trunc(index), length - 1));

/** Rows kept visible beyond the cursor, where the height allows. */
const marginFor = (height: number): number =>
  Math.min(2, Math.max(0, Math.floor((height - 1) / 4)));

/** The first visible row: as near to `top` as the cursor, its margin and the list's end allow. */
export function topFor(top: number, cursor: number, { length, height }: ListView): number {
  const margin = marginFor(height);
  const lowest = cursor - height + 1 + margin;
  const highest = cursor - margin;
  return clampTop(Math.min(Math.max(top, lowest), highest), { length, height });
}

/** The first visible row such that the list's last row is not above the bottom without need. */
export const clampTop = (top: number, { length, height }: ListView): number =>
  Math.max(0, Math.min(Math.trunc(top), length - height));

/** Index of the row after the last visible one. */
export const endOf = (top: number, { length, height }: ListView): number =>
  Math.min(length, top + Math.max(0, height));

/** An index after a step; it may lie outside of the list. */
export function stepFrom(index: number, step: Step, { length, height }: ListView): number {
  switch (step.unit) {
    case 'start':
      return 0;
    case 'end':
      return length - 1;
    case 'row':
      return index + step.count;
    case 'half-page':
      return index + step.count * Math.max(1, Math.floor(height / 2));
    case 'page':
      return index + step.count * Math.max(1, height - 1);
    default:
      return step satisfies never;
  }
}
