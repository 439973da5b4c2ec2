/** Styled lines as text for a terminal, or for a file: with colours or without. Pure. */
import { COLOURS } from '../tui/palette.js';
import type { Segment, StyledLine } from '../tui/styled.js';

/** One line, without its end. Only what the sanitiser let through stands between the escapes. */
export const styledText = (line: StyledLine, hasColour: boolean): string =>
  line.map((segment) => (hasColour ? coloured(segment) : segment.text)).join('');

function coloured({ text, style }: Segment): string {
  const codes = [
    ...(style.bold === true ? ['1'] : []),
    ...(style.tone === undefined ? [] : [`38;5;${COLOURS[style.tone]}`]),
  ];
  return codes.length === 0 || text === '' ? text : `\x1b[${codes.join(';')}m${text}\x1b[0m`;
}

/** Whether colours are wanted: as asked for, else on a terminal that NO_COLOR does not forbid. */
export function wantsColour(
  asked: 'auto' | 'always' | 'never',
  output: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (asked !== 'auto') return asked === 'always';
  return output.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
