/** A proxy in this process, on a free port, with what it said kept as events and as exchanges. */
import { createAssembler } from '../../src/capture/assemble.js';
import type { Exchange } from '../../src/model/exchange.js';
import type { ProxyEvent } from '../../src/model/proxy-event.js';
import type { Clock } from '../../src/model/time.js';
import type { Holds } from '../../src/proxy/holds.js';
import { PROXY_DEFAULTS, type ProxyOptions } from '../../src/proxy/options.js';
import { createProxy } from '../../src/proxy/server.js';
import { parseTarget, type Target } from '../../src/proxy/target.js';

export interface RecordedProxy {
  readonly port: number;
  readonly events: readonly ProxyEvent[];
  /** The exchanges that have ended, in the order they ended, as soon as there are so many. */
  ended(count: number): Promise<readonly Exchange[]>;
  /** Resolves to the first event, past or to come, of this kind. */
  event<Kind extends ProxyEvent['kind']>(kind: Kind): Promise<Extract<ProxyEvent, { kind: Kind }>>;
  close(graceMs?: number): Promise<void>;
}

/** `target`: a port of 127.0.0.1, or a target as the user would write it. */
export async function startRecordedProxy(
  target: number | string | Target,
  options: Partial<ProxyOptions> = {},
  clock?: Clock,
  holds?: Holds,
): Promise<RecordedProxy> {
  const events: ProxyEvent[] = [];
  const exchanges: Exchange[] = [];
  const listeners = new Set<() => void>();
  const assemble = createAssembler(options.maxBodyBytes ?? PROXY_DEFAULTS.maxBodyBytes);
  const proxy = await createProxy(
    { ...PROXY_DEFAULTS, port: 0, target: targetOf(target), ...options },
    (event) => {
      events.push(event);
      if (event.kind === 'request-head') holds?.begin(event.id);
      else if (event.kind === 'exchange-ended') holds?.end(event.id);
      if ('at' in event) {
        const revision = assemble(event);
        if (revision?.kind === 'exchange-ended') exchanges.push(revision.exchange);
      }
      for (const listener of [...listeners]) listener();
    },
    clock,
    holds,
  );
  const when = async (isThere: () => boolean): Promise<void> => {
    while (!isThere()) {
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
      });
    }
  };
  return {
    port: proxy.port,
    events,
    async ended(count) {
      await when(() => exchanges.length >= count);
      return exchanges;
    },
    async event(kind) {
      const find = (): ProxyEvent | undefined => events.find((event) => event.kind === kind);
      await when(() => find() !== undefined);
      // Found by that very kind, which the compiler cannot follow through find().
      return find() as Extract<ProxyEvent, { kind: typeof kind }>;
    },
    close: (graceMs) => proxy.close(graceMs),
  };
}

function targetOf(target: number | string | Target): Target {
  if (typeof target === 'object') return target;
  return parseTarget(typeof target === 'number' ? `127.0.0.1:${target}` : target);
}
