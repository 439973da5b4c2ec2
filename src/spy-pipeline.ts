/** The part of the composition root that follows cookies and sessions. */
import { randomBytes } from 'node:crypto';
import { Ledger } from './cookies/ledger.js';
import { SpyError } from './errors.js';
import type { FrameworkAdapter } from './frameworks/adapter.js';
import { adapterNamed, adapters } from './frameworks/registry.js';
import type { Journal } from './journal/journal.js';
import { Secret, type KeyRing } from './model/keyring.js';
import { systemClock } from './model/time.js';
import { Pipeline } from './pipeline.js';
import { SessionQueue } from './session/session-queue.js';
import { SessionStores } from './session/session-stores.js';
import { SessionTags } from './session/session-tags.js';
import { SessionTracker } from './session/session-tracker.js';
import { UserDirectory } from './session/user-directory.js';
import type { SpyCondition } from './spy-condition.js';
import type { SpyOptions } from './spy-options.js';
import type { StoreConnection } from './stores/driver.js';

/** The pipeline from source events to `journal`, with sessions read from `stores`. */
export function makePipeline(
  options: SpyOptions,
  stores: readonly StoreConnection[],
  journal: Journal,
  condition: SpyCondition,
): Pipeline {
  return new Pipeline({
    journal,
    ledger: new Ledger(),
    tracker: makeTracker(options, stores, condition),
    onLost: (count) => {
      condition.lost(count);
    },
  });
}

function makeTracker(
  options: SpyOptions,
  stores: readonly StoreConnection[],
  condition: SpyCondition,
): SessionTracker {
  const named = options.framework ?? 'auto';
  return new SessionTracker({
    adapters: adaptersFor(named),
    // Without the app's own cookie name, an exchange without ours proves nothing.
    frameworkKnown: named !== 'auto' && Object.keys(options.settings ?? {}).length > 0,
    tags: new SessionTags(randomBytes(32)),
    queue: new SessionQueue(),
    context: {
      settings: new Map(Object.entries(options.settings ?? {})),
      keys: keyRing(options),
      stores: new SessionStores(stores, (label, problem) => {
        condition.storeHealth(label, problem);
      }),
      users: new UserDirectory(stores, systemClock.now),
      now: systemClock.now,
    },
  });
}

function adaptersFor(name: string): readonly FrameworkAdapter[] {
  if (name === 'auto') return adapters;
  const adapter = adapterNamed(name);
  if (adapter !== undefined) return [adapter];
  const known = ['auto', ...adapters.map((one) => one.name)].join(', ');
  throw new SpyError('SPY_CONFIG', `The framework "${name}" is not known: write one of ${known}.`);
}

const keyRing = (options: SpyOptions): KeyRing =>
  (options.secrets ?? []).map((secret) =>
    typeof secret === 'string' ? new Secret(secret, 'given') : secret,
  );
