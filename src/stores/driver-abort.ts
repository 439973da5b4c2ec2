/** Work that may take too long: what it comes to, or, once a signal is aborted, an error at once. */

/** `onAbort` stops the work and says why; whatever the work comes to after that is ignored. */
export function orAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
  onAbort: () => Error,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(onAbort());
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}
