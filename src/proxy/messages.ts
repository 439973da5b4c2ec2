/** What the main thread and the proxy's thread say to one another. */
import type { SpyErrorCode } from '../errors.js';
import type { ExchangeId } from '../model/ids.js';
import type { SourceEvent } from '../source.js';
import type { HeldSide } from './holds.js';
import type { ProxyOptions } from './options.js';

export type ToWorker =
  /** Comes first, and once. */
  | { readonly kind: 'start'; readonly options: ProxyOptions }
  /** The listener has had this batch and all before it. */
  | { readonly kind: 'taken'; readonly batch: number }
  | { readonly kind: 'quiet'; readonly call: number }
  | { readonly kind: 'release'; readonly id: ExchangeId; readonly side: HeldSide }
  | { readonly kind: 'close'; readonly graceMs: number };

export type FromWorker =
  | { readonly kind: 'listening'; readonly address: string; readonly port: number }
  | { readonly kind: 'failed'; readonly code: SpyErrorCode; readonly message: string }
  | { readonly kind: 'batch'; readonly batch: number; readonly events: readonly SourceEvent[] }
  | { readonly kind: 'quiet'; readonly call: number }
  /** Every batch has been posted before. */
  | { readonly kind: 'closed' };
