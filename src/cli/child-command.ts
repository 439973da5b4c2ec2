/**
 * The user's own program behind the proxy: started without a shell, with our stdin, stdout and stderr,
 * and how its end becomes an exit code, in the way shells have it. It knows nothing of the proxy.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';

export interface ChildCommand {
  /** A path, or a name that is looked for in PATH. */
  readonly program: string;
  readonly args: readonly string[];
}

export type ChildEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: NodeJS.Signals }
  /** There was no process; `reason` is a sentence for the user. */
  | { readonly kind: 'not-started'; readonly code: 126 | 127; readonly reason: string };

export interface RunningChild {
  /** Never rejects. What the program itself has started is not waited for. */
  readonly ended: Promise<ChildEnd>;
  /** Does nothing once it has ended. */
  signal(signal: NodeJS.Signals): void;
}

/** Stays in our process group: what the terminal sends on Ctrl-C and Ctrl-Z reaches it by itself. */
export function startChild(command: ChildCommand, env: NodeJS.ProcessEnv): RunningChild {
  const child = spawn(command.program, command.args, { stdio: 'inherit', env });
  const ended = new Promise<ChildEnd>((resolve) => {
    child.once('exit', (code, signal) => {
      // Node gives the one or the other.
      resolve(
        signal === null ? { kind: 'exited', code: code ?? 1 } : { kind: 'signalled', signal },
      );
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      // A failed kill() comes here, too; then there is a process.
      if (child.pid === undefined) resolve(notStarted(command.program, error));
    });
  });
  return {
    ended,
    signal: (signal) => {
      child.kill(signal);
    },
  };
}

/** The exit code of a program that ended by this signal: 130 for SIGINT. */
export const signalExitCode = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

/** What we exit with for it. */
export const exitCodeOf = (end: ChildEnd): number =>
  end.kind === 'signalled' ? signalExitCode(end.signal) : end.code;

function notStarted(program: string, error: NodeJS.ErrnoException): ChildEnd {
  if (error.code !== 'ENOENT') {
    const why =
      error.code === 'EACCES'
        ? 'it is not executable: give a program, or make the file one with chmod +x'
        : error.message;
    return { kind: 'not-started', code: 126, reason: `Cannot run ${program}: ${why}.` };
  }
  const reason =
    program.includes('/') && existsSync(program)
      ? `Cannot run ${program}: the interpreter that its first line names is not there.`
      : `There is no program ${program}: check its name, and that its folder is in PATH.`;
  return { kind: 'not-started', code: 127, reason };
}
