/** Times as signed values carry them. */
import type { EpochMs } from '../model/time.js';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Django's base62 seconds (django/core/signing.py `b62_decode`), `1xVECa` being 2026-11-22T20:30:20Z;
 * undefined for anything that is no time.
 */
export function base62Time(text: string): EpochMs | undefined {
  if (!/^[0-9A-Za-z]{1,9}$/.test(text)) return undefined;
  let seconds = 0;
  for (const digit of text) seconds = seconds * 62 + BASE62.indexOf(digit);
  const milliseconds = seconds * 1000;
  // Beyond it a Date cannot be made; the cast brands milliseconds since the epoch as what they are.
  return milliseconds <= 8.64e15 ? (milliseconds as EpochMs) : undefined;
}
