/** Problems in words: what could not be done, and what to do about it. */
import type { Problem } from '../../model/problem.js';
import type { DetailRow } from '../detail-row.js';
import { text, wrap, type StyledLine, type Tone } from '../styled.js';
import { rowOf } from './rows.js';

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

/** The same as rows, indented. */
export const problemRows = (
  problems: readonly Problem[],
  width: number,
  indent: number,
): readonly DetailRow[] =>
  problemLines(problems, width - indent).map((styled) =>
    rowOf([text(' '.repeat(indent)), ...styled]),
  );
