/**
 * One bounded run of a Python script: limited in time and output, without input, and ended together
 * with whatever it started. The answer is the JSON between two markers; all else it prints is dropped.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';

export type PythonRun =
  | { readonly kind: 'answered'; readonly answer: unknown }
  | { readonly kind: 'timed-out' }
  /** It began to answer, and then ended or said too much. */
  | { readonly kind: 'broke-off' }
  /** It could not be started, or did not even begin. */
  | { readonly kind: 'no-answer' };

export interface PythonRunOptions {
  readonly folder: string;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

const MAX_OUTPUT_BYTES = 1024 * 1024;

/** Resolves also on abort, as timed out. */
export function runPython(
  python: string,
  script: string,
  options: PythonRunOptions,
): Promise<PythonRun> {
  const marker = `--${randomUUID()}--`;
  const child = spawn(python, ['-c', script, marker], {
    cwd: options.folder,
    env: { ...options.environment, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: process.platform !== 'win32', // a group of its own, to be ended as one
    windowsHide: true,
  });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let isEnded = false;
    const end = (): void => {
      if (!isEnded) endGroup(child);
      isEnded = true;
    };
    const finish = (result: PythonRun): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onTimeout);
      end();
      resolve(result);
    };
    const onTimeout = (): void => {
      finish({ kind: 'timed-out' });
    };
    const timer = setTimeout(onTimeout, options.timeoutMs);
    options.signal?.addEventListener('abort', onTimeout, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > MAX_OUTPUT_BYTES) finish({ kind: 'broke-off' });
    });
    child.on('error', () => {
      finish({ kind: 'no-answer' });
    });
    child.on('exit', end); // what it left running would hold the pipe open
    child.on('close', () => {
      finish(answerIn(Buffer.concat(chunks).toString('utf8'), marker));
    });
    if (options.signal?.aborted === true) onTimeout();
  });
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

function answerIn(output: string, marker: string): PythonRun {
  const [, json, rest] = output.split(marker);
  if (json === undefined) return { kind: 'no-answer' };
  if (rest === undefined) return { kind: 'broke-off' };
  try {
    return { kind: 'answered', answer: JSON.parse(json) };
  } catch {
    return { kind: 'broke-off' };
  }
}
