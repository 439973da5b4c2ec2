/** How often the user has asked to stop. Pure but for the clock it is given. */

/**
 * Signals this close together are one request: timeout(1) sends its signal to the program and then to
 * the whole group, and a supervisor may do the like.
 */
const ECHO_MS = 100;

/** To be called at each signal that asks to stop; the number of requests so far, from 1. */
export function stopRequests(now: () => number = () => performance.now()): () => number {
  let count = 0;
  let lastAt = -Infinity;
  return () => {
    const at = now();
    if (at - lastAt >= ECHO_MS) count += 1;
    lastAt = at;
    return count;
  };
}
