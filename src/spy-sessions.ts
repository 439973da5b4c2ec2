/**
 * The part of the composition root that reads sessions: stores opened, secrets and settings at hand, a
 * tracker over them. Made anew whenever the project's settings change.
 */
import { adaptersFor } from './adapters-for.js';
import { SpyError } from './errors.js';
import type { FrameworkAdapter } from './frameworks/adapter.js';
import type { SpyStatus } from './model/journal-event.js';
import { Secret, type KeyRing } from './model/keyring.js';
import { systemClock, type EpochMs } from './model/time.js';
import type { ReaderContext } from './session/reader-context.js';
import { SessionQueue } from './session/session-queue.js';
import { SessionStores } from './session/session-stores.js';
import type { SessionTags } from './session/session-tags.js';
import { SessionTracker } from './session/session-tracker.js';
import { UserDirectory } from './session/user-directory.js';
import { WatchedStore, type HealthListener } from './session/watched-store.js';
import type { SessionOptions, StoreOption } from './spy-options.js';
import { openStore } from './stores/registry.js';

export interface SpySessions {
  readonly tracker: SessionTracker;
  readonly adapters: readonly FrameworkAdapter[];
  readonly context: ReaderContext;
  readonly stores: readonly WatchedStore[];
  /** For display: kinds and places. */
  readonly labels: readonly string[];
  /** Once its look-ups have ended. Idempotent. */
  close(): Promise<void>;
}

export interface ReadingMoments {
  /** The moment by which ages are judged. */
  readonly now?: () => EpochMs;
  /** See TrackerOptions. */
  readonly isExact?: boolean;
}

/** Throws SpyError for a store that cannot be meant and a framework that is not known. */
export function openSessions(
  options: SessionOptions,
  tags: SessionTags,
  onHealth: HealthListener,
  { now = systemClock.now, isExact = false }: ReadingMoments = {},
): SpySessions {
  const known = adaptersFor(options.framework ?? 'auto');
  const stores = (options.stores ?? []).map((store) => openWatched(store, onHealth, isExact));
  const queue = new SessionQueue(isExact ? EXACT_LIMITS : undefined);
  const settings = new Map(Object.entries(options.settings ?? {}));
  const context: ReaderContext = {
    settings,
    keys: keyRing(options),
    stores: new SessionStores(stores, onHealth),
    users: new UserDirectory(stores, systemClock.now),
    keyEvidence: { areTheApps: false },
    now,
  };
  // Without the app's own cookie name, an exchange without ours proves nothing.
  const frameworkKnown = (options.framework ?? 'auto') !== 'auto' && settings.size > 0;
  return {
    tracker: new SessionTracker({ adapters: known, frameworkKnown, tags, queue, context, isExact }),
    adapters: known,
    context,
    stores,
    labels: stores.map(({ label }) => label),
    close: async () => {
      await queue.idle();
      await Promise.all(stores.map(({ connection }) => connection.close()));
    },
  };
}

/** Whoever asked for exactness rather waits than not knows; the proxy waits a little longer still. */
const EXACT_LIMITS = { concurrency: 16, deadlineMs: 4000 };

function openWatched(
  store: string | StoreOption,
  onHealth: HealthListener,
  isAwaited: boolean,
): WatchedStore {
  const { url, password, use } = typeof store === 'string' ? { url: store } : store;
  const secret = typeof password === 'string' ? new Secret(password, 'given') : password;
  const access = {
    environment: process.env,
    isAwaited,
    ...(secret === undefined ? {} : { password: secret }),
  };
  return new WatchedStore(openStore(url, access), use, onHealth);
}

const keyRing = (options: SessionOptions): KeyRing =>
  (options.secrets ?? []).map((secret: unknown, index) => {
    if (secret instanceof Secret) return secret;
    if (typeof secret === 'string' && secret !== '') return new Secret(secret, 'given');
    throw new SpyError(
      'SPY_CONFIG',
      `secrets[${index}] holds no key: is the environment variable that it is taken from set?`,
    );
  });

/** What header and log say sessions are read with. */
export const sessionFacts = (
  options: SessionOptions,
  { labels }: SpySessions,
): Pick<SpyStatus, 'framework' | 'store' | 'hasSecret'> => ({
  framework: options.framework ?? 'auto',
  hasSecret: (options.secrets ?? []).length > 0,
  ...(labels.length === 0 ? {} : { store: labels.join(', ') }),
});
