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

export interface SignalPassing {
  /**
   * The command has ended and we finish: from now on a request to stop is for us. The first of the whole
   * run changes nothing, for we are about to end; a further one ends the process at once.
   */
  finishing(): void;
}

/** Begins at once and lasts for the life of the process. */
export function passSignals(child: RunningChild): SignalPassing {
  const requests = stopRequests();
  let isFinishing = false;
  for (const signal of PASSED) {
    process.on(signal, () => {
      const count = STOPPING.has(signal) ? requests() : 0;
      if (!isFinishing) passOn(child, signal);
      else if (count > 1) process.exit(signalExitCode(signal));
    });
  }
  const pause = (): void => {
    passOn(child, 'SIGTSTP');
    // Without a listener the signal stops this process, as it would have without us.
    process.off('SIGTSTP', pause);
    process.kill(process.pid, 'SIGTSTP');
  };
  process.on('SIGTSTP', pause);
  process.on('SIGCONT', () => {
    if (!process.listeners('SIGTSTP').includes(pause)) process.on('SIGTSTP', pause);
    child.signal('SIGCONT');
  });
  return {
    finishing: () => {
      isFinishing = true;
    },
  };
}

function passOn(child: RunningChild, signal: NodeJS.Signals): void {
  if (OF_THE_TERMINAL.has(signal) && isInForeground()) return;
  child.signal(signal);
}
