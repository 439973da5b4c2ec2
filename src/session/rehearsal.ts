/**
 * One look-up in vain before the first request: drivers are loaded, files opened and statements
 * prepared by then, so that the first real look-up is as quick as the others, and a store that cannot
 * be read is known at once.
 */
import type { FrameworkAdapter } from '../frameworks/adapter.js';
import type { ReaderContext } from './reader-context.js';

/** An id of the right shape for every framework, of no session. */
const NO_SESSION = 'sessionspy00looks00for00nothing0';
const NO_USER = '0';
/** Milliseconds after which the spy starts without. */
const PATIENCE_MS = 500;

/** Never rejects; what it finds wrong is told by the stores' own means. */
export async function rehearse(
  adapters: readonly FrameworkAdapter[],
  context: ReaderContext,
): Promise<void> {
  const { settings, stores, users } = context;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  for (const adapter of adapters) {
    await stores.get((kind) => adapter.locate(NO_SESSION, kind, settings), signal);
    const query = adapter.userRow(NO_USER, settings);
    if (query !== undefined) await users.find(query, signal);
  }
}
