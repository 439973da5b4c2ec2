/** Problems in words: what could not be done, and what to do about it. */
import type { Problem } from '../../model/problem.js';
import { text, wrap, type StyledLine, type Tone } from '../styled.js';

export function problemTone({ severity }: Problem): Tone {
  switch (severity) {
    case 'error':
      return 'bad';
    case 'warning':
      return 'warn';
    case 'note':
      return 'muted';
    default:
      return severity satisfies never;
  }
}

/** Each problem as a sentence and its remedy, wrapped to `width`. */
export const problemLines = (problems: readonly Problem[], width: number): readonly StyledLine[] =>
  problems.flatMap((problem) => [
    ...wrap(
      [text(`! ${problem.severity}: `, problemTone(problem)), text(problem.message)],
      width,
      2,
    ),
    ...(problem.remedy === undefined ? [] : wrap([text(`  ${problem.remedy}`)], width, 2)),
  ]);
