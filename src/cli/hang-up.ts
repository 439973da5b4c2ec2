/**
 * What SIGHUP means where there is no screen: either the terminal is gone, and the program with it, or
 * somebody has moved the recordings away and wants them opened again, as of any daemon.
 */
import { closeSync, openSync } from 'node:fs';

/**
 * To be called at the start, and the result at each SIGHUP: false where the terminal that was there is
 * there no more. Otherwise `reopen` is begun, one call after the other; `tell` is given lines for the user.
 */
export function reopeningOnHangUp(
  reopen: () => Promise<void>,
  tell: (text: string) => void,
  hasTerminal: () => boolean = hasControllingTerminal,
): () => boolean {
  const hadTerminal = hasTerminal();
  let last: Promise<void> = Promise.resolve();
  return () => {
    if (hadTerminal && !hasTerminal()) return false;
    last = last.then(reopen).then(
      () => {
        tell('The recordings were opened again (SIGHUP).');
      },
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        tell(`The recordings could not be opened again: ${why}`);
      },
    );
    return true;
  };
}

function hasControllingTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
