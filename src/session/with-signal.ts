/** A driver that does not heed its signal must not hold a look-up beyond the deadline. */
import { StoreError } from '../stores/driver.js';

/** The result of the work, which is not begun after the deadline; or StoreError `store-timeout` once the signal is aborted. */
export function withSignal<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
  label: string,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(
        new StoreError(
          'store-timeout',
          `The store ${label} did not answer in time.`,
          'Check that it is up and not overloaded.',
        ),
      );
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', onAbort);
      });
  });
}
