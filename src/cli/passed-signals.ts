/**
 * Signals that we get while a command runs are the command's: each is passed on as it came, and what
 * the command makes of it is its own affair. Nothing here ends this process while the command lives.
 */
import { signalExitCode, type RunningChild } from './child-command.js';
import { isInForeground } from './foreground.js';
import { stopRequests } from './stop-requests.js';

const PASSED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;
const STOPPING: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']);
/** The terminal sends them to the whole group that it belongs to. */
const OF_THE_TERMINAL: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT', 'SIGTSTP']);

export class PassedSignals {
  readonly #requests = stopRequests();
  #child: RunningChild | undefined;
  #early: NodeJS.Signals[] = [];
  #isFinishing = false;
  readonly #pause = (): void => {
    this.#passOn('SIGTSTP');
    // Without a listener the signal stops this process, as it would have without us.
    process.off('SIGTSTP', this.#pause);
    process.kill(process.pid, 'SIGTSTP');
  };

  /** Listens from now on, for the life of the process. */
  constructor() {
    for (const signal of PASSED) {
      process.on(signal, () => {
        const count = STOPPING.has(signal) ? this.#requests() : 0;
        if (!this.#isFinishing) this.#passOn(signal);
        else if (count > 1) process.exit(signalExitCode(signal));
      });
    }
    process.on('SIGTSTP', this.#pause);
    process.on('SIGCONT', () => {
      if (!process.listeners('SIGTSTP').includes(this.#pause)) process.on('SIGTSTP', this.#pause);
      this.#passOn('SIGCONT');
    });
  }

  /** What came before the command was there is passed on first. */
  goTo(child: RunningChild): void {
    this.#child = child;
    for (const signal of this.#early.splice(0)) child.signal(signal);
  }

  /**
   * The command has ended and we finish: from now on a request to stop is for us. The first of the whole
   * run changes nothing, for we are about to end; a further one ends the process at once.
   */
  finishing(): void {
    this.#isFinishing = true;
  }

  #passOn(signal: NodeJS.Signals): void {
    if (this.#child === undefined) this.#early.push(signal);
    else if (!OF_THE_TERMINAL.has(signal) || !isInForeground()) this.#child.signal(signal);
  }
}
