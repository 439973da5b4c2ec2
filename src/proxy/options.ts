/** What the proxy can be told. Plain data: it crosses into the proxy's thread by structured clone. */
import type { Target } from './target.js';

export interface ProxyOptions {
  readonly target: Target;
  /** The address to listen on, e.g. `127.0.0.1`. */
  readonly host: string;
  /** `undefined`: 9000 or the next free one, at most 100 further. A number, 0 included: exactly that. */
  readonly port: number | undefined;
  /** How many bytes of each message's content are kept. */
  readonly maxBodyBytes: number;
  /** How long the app may take until the first byte of its answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Accept any certificate of an https target. */
  readonly insecure: boolean;
  /** `preserve`: Host as the client sent it. `target`: the target's own authority in its place. */
  readonly hostHeader: 'preserve' | 'target';
  /** The largest header section, both ways. */
  readonly maxHeaderBytes: number;
  /** Requests with cookies and the ends of answers wait until the main thread has read the session. */
  readonly holdUntilRead: boolean;
  /** What may wait for the main thread before contents are dropped, then records, in bytes. */
  readonly queueBytes: number;
  /** The same as a number of records. */
  readonly queueRecords: number;
}

/** Everything but the target. */
export const PROXY_DEFAULTS: Omit<ProxyOptions, 'target'> = {
  host: '127.0.0.1',
  port: undefined,
  maxBodyBytes: 256 * 1024,
  timeoutMs: 120_000,
  insecure: false,
  hostHeader: 'preserve',
  maxHeaderBytes: 64 * 1024,
  holdUntilRead: false,
  queueBytes: 32 * 1024 * 1024,
  queueRecords: 20_000,
};
