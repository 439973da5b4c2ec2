/** An app made of bytes with a proxy in front, closed after each test of the file. */
import { afterEach } from 'vitest';

import type { Clock } from '../../src/model/time.js';
import type { ProxyOptions } from '../../src/proxy/options.js';
import { answering, type OriginConnection, type RawOrigin, startRawOrigin } from './raw-origin.js';
import { type RecordedProxy, startRecordedProxy } from './recorded-proxy.js';

export interface BehindProxy {
  readonly origin: RawOrigin;
  readonly proxy: RecordedProxy;
  readonly port: number;
}

export interface ClosesAfterTest {
  /** `serve`: what the app does with a connection, or the bytes that it answers to every request. */
  readonly start: (
    serve?: string | ((connection: OriginConnection) => void),
    options?: Partial<ProxyOptions>,
    clock?: Clock,
  ) => Promise<BehindProxy>;
  /** Closes something else as well. */
  readonly also: <Closable extends { close(): unknown }>(closable: Closable) => Closable;
}

/** Call it once at the top of a test file. */
export function closingAfterEach(): ClosesAfterTest {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });
  return {
    async start(serve, options, clock) {
      const origin = await startRawOrigin(typeof serve === 'string' ? answering(serve) : serve);
      open.push(origin);
      const proxy = await startRecordedProxy(origin.port, options, clock);
      open.push(proxy);
      return { origin, proxy, port: proxy.port };
    },
    also(closable) {
      open.push(closable);
      return closable;
    },
  };
}
