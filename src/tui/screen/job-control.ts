/**
 * Who has the terminal: us, the shell, or a pager.
 * Ctrl-Z, `kill -TSTP` and `fg`: the shell gets its terminal back before the process stops, and the
 * screen returns when it goes on. blessed's own version (program.js, `sigtstp`) discards the sequence
 * that leaves the screen, lets the parents of an `npm run` go on, which blocks the shell, and waits for
 * ever where nobody can stop the process.
 */
import type { Duplex } from 'node:stream';

/** The part of blessed's program that is needed here. */
interface Program {
  normalBuffer(): unknown;
  alternateBuffer(): unknown;
  showCursor(): unknown;
  hideCursor(): unknown;
  /** Does nothing where it is off. */
  disableMouse(): unknown;
  /** Writes what is buffered, at once. */
  flush(): unknown;
}

/** A terminal's input; only a real one has a raw mode. */
type RawInput = Duplex & { setRawMode?: (on: boolean) => unknown };

/** A process that was not stopped by then will not be: it is alone in its session. */
const STOPPED_WITHIN_MS = 200;

/** Whose processes are to stop: `all` of the group, as for Ctrl-Z, or `ours`, where they were told. */
type Whose = 'all' | 'ours';

const stopProcesses = (whose: Whose): void => {
  process.kill(whose === 'all' ? 0 : process.pid, 'SIGTSTP');
};

/**
 * Ctrl-C is for whoever has the terminal, but its signal reaches us as well. Nobody here is told of it
 * until the returned function is called.
 */
function withoutInterrupts(): () => void {
  const ours = process.listeners('SIGINT');
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  for (const listener of ours) process.off('SIGINT', listener);
  return () => {
    for (const listener of ours) process.on('SIGINT', listener);
    process.off('SIGINT', ignore);
  };
}

export class JobControl {
  readonly #program: Program;
  readonly #input: RawInput;
  readonly #onReturn: () => void;
  readonly #stop: (whose: Whose) => void;
  #waiting: NodeJS.Timeout | undefined;
  /** Ends what lending began; undefined while the terminal is not lent. */
  #endLending: (() => void) | undefined;
  readonly #suspended = (): void => {
    if (this.#endLending === undefined) this.suspend();
    else this.#stopSoon('ours'); // the signal has reached the borrower as well
  };
  readonly #continued = (): void => {
    this.#return();
  };

  constructor(
    program: Program,
    input: RawInput,
    onReturn: () => void,
    stop: (whose: Whose) => void = stopProcesses,
  ) {
    this.#stop = stop;
    this.#program = program;
    this.#input = input;
    this.#onReturn = onReturn;
    process.on('SIGTSTP', this.#suspended);
    process.on('SIGCONT', this.#continued);
  }

  /** Whether another program has the terminal: nothing may be written to it. */
  get isSuspended(): boolean {
    return this.#waiting !== undefined || this.#endLending !== undefined;
  }

  /** Leaves the terminal to another program until the returned function is called. */
  lend(): () => void {
    this.#leave();
    this.#endLending = withoutInterrupts();
    return () => {
      if (this.#endLending === undefined) return;
      this.#endLending();
      this.#endLending = undefined;
      this.#enter();
    };
  }

  /** Stops the whole process group, as the kernel does for Ctrl-Z; nothing while another has the terminal. */
  suspend(): void {
    if (this.isSuspended) return;
    this.#leave();
    this.#stopSoon('all');
  }

  close(): void {
    process.off('SIGTSTP', this.#suspended);
    process.off('SIGCONT', this.#continued);
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#endLending?.();
    this.#endLending = undefined;
  }

  #stopSoon(whose: Whose): void {
    process.off('SIGTSTP', this.#suspended); // without a listener the signal stops the process
    this.#waiting = setTimeout(this.#continued, STOPPED_WITHIN_MS);
    this.#stop(whose);
  }

  #return(): void {
    if (this.#waiting !== undefined) {
      clearTimeout(this.#waiting);
      this.#waiting = undefined;
      process.on('SIGTSTP', this.#suspended);
    }
    if (this.#endLending === undefined) this.#enter();
  }

  #leave(): void {
    this.#program.disableMouse();
    this.#program.normalBuffer();
    this.#program.showCursor();
    this.#program.flush();
    this.#input.setRawMode?.(false);
    // What is typed now is meant for whoever has the terminal.
    this.#input.pause();
  }

  #enter(): void {
    // Whoever had the terminal left it in line mode and on the main screen.
    this.#input.setRawMode?.(false);
    this.#input.setRawMode?.(true);
    this.#input.resume();
    this.#program.alternateBuffer();
    this.#program.hideCursor();
    this.#onReturn();
  }
}
