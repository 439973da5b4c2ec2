/** The first bytes as a person reads them: offset, hexadecimal, and the characters that they may be. */
import { text, type StyledLine } from '../styled.js';

const MAX_BYTES = 256;

/** At most 256 bytes, in rows of as many as fit in `width`. */
export function hexDump(bytes: Uint8Array, width: number): readonly StyledLine[] {
  const perRow = width >= 80 ? 16 : width >= 46 ? 8 : 4;
  const shown = bytes.subarray(0, MAX_BYTES);
  const lines: StyledLine[] = [];
  for (let at = 0; at < shown.length; at += perRow) {
    const row = shown.subarray(at, at + perRow);
    const hex = Array.from(row, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    lines.push([
      text(`   ${at.toString(16).padStart(4, '0')}  `, 'muted'),
      text(hex.padEnd(perRow * 3 + 1)),
      text(Array.from(row, character).join(''), 'muted'),
    ]);
  }
  return lines;
}

const character = (byte: number): string =>
  byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
