/**
 * Copying through the terminal itself (OSC 52), so that it also works over SSH: the terminal that the
 * user sits at puts the text into its clipboard. tmux and screen must be asked to hand it on.
 */

/** Bytes of text that are copied: what terminals are known to take (xterm and tmux: about 75 kB). */
export const MAX_COPIED_BYTES = 74_000;
/** GNU screen drops longer strings. */
const SCREEN_CHUNK = 500;

/** The sequence that copies; only base64 of the text is in it. undefined when it is too long. */
export function copySequence(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > MAX_COPIED_BYTES) return undefined;
  const plain = `\x1b]52;c;${bytes.toString('base64')}\x07`;
  // tmux takes the sequence itself when set-clipboard is on, and hands on the wrapped one when it is not.
  if ((env['TMUX'] ?? '') !== '') {
    return `${plain}\x1bPtmux;${plain.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
  }
  if (!(env['TERM'] ?? '').startsWith('screen')) return plain;
  const chunks = plain.match(new RegExp(`[^]{1,${SCREEN_CHUNK}}`, 'g')) ?? [];
  return chunks.map((chunk) => `\x1bP${chunk}\x1b\\`).join('');
}
