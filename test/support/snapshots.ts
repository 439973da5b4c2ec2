/** Session snapshots for tests: a live anonymous session unless told otherwise. */
import type { Identity } from '../../src/model/identity.js';
import { exchangeId, sessionTag } from '../../src/model/ids.js';
import type { PayloadValue } from '../../src/model/payload.js';
import type { SessionSnapshot } from '../../src/model/session.js';
import type { EpochMs } from '../../src/model/time.js';

export const payload = (entries: Record<string, PayloadValue>): PayloadValue => ({
  kind: 'map',
  entries: Object.entries(entries),
});

export const user = (name: string): Identity => ({
  kind: 'authenticated',
  userId: name,
  name,
  via: 'directory',
  verified: true,
});

export const snapshot = (changes: Partial<SessionSnapshot> = {}): SessionSnapshot => ({
  tag: sessionTag('aaaaaa'),
  framework: 'django',
  cookieName: 'sessionid',
  exchangeId: exchangeId(1),
  readAt: 0 as EpochMs,
  phase: 'after',
  concurrent: false,
  heldIn: 'rows',
  state: 'live',
  integrity: 'verified',
  payload: payload({}),
  identity: { kind: 'anonymous' },
  problems: [],
  ...changes,
});
