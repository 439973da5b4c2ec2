/** Colours of the 256 that can be read on black and on white alike. */
import type { Tone } from './styled.js';

export const COLOURS: Readonly<Record<Tone, number>> = {
  muted: 244,
  accent: 32,
  good: 34,
  warn: 166,
  bad: 160,
};
