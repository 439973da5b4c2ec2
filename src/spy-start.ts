/**
 * The composition root: proxy, cookies, sessions, journal and outputs wired into one running spy. No
 * global state, no signal handlers, no output of its own; several may run in one process.
 */
import { Ledger } from './cookies/ledger.js';
import { passwordScrubber } from './har/scrub-passwords.js';
import { Journal, JOURNAL_DEFAULTS } from './journal/journal.js';
import { Pipeline } from './pipeline.js';
import { PROXY_DEFAULTS, type ProxyOptions } from './proxy/options.js';
import { startProxy, type ProxySource } from './proxy/proxy-source.js';
import { describeTarget, parseTarget, type Target } from './proxy/target.js';
import { redactorOf, sessionTagsOf } from './redaction.js';
import type { SourceEvent } from './source.js';
import { SpyCondition } from './spy-condition.js';
import { checkSpyOptions, type SpyOptions } from './spy-options.js';
import { SpyOutputs } from './spy-outputs.js';
import { openSessions, sessionFacts } from './spy-sessions.js';
import { Spy, type Running } from './spy.js';
import { warmUp } from './warm-up.js';

/**
 * Starts a spy. Throws SpyError for what cannot be used or opened; nothing is left running then, and
 * no file has been touched.
 */
export async function startSpy(options: SpyOptions): Promise<Spy> {
  checkSpyOptions(options);
  const target = parseTarget(options.target);
  const journal = new Journal({
    maxExchanges: options.maxExchanges ?? JOURNAL_DEFAULTS.maxExchanges,
    maxBytes: options.maxMemoryBytes ?? JOURNAL_DEFAULTS.maxBytes,
  });
  const condition = new SpyCondition(journal, { hasSecret: false });
  const redactor = redactorOf(options);
  const tags = sessionTagsOf(options);
  const isExact = options.snapshot === 'exact';
  const sessions = openSessions(options, tags, condition.onStoreHealth, { isExact });
  condition.renewed(sessionFacts(options, sessions));
  const running: { source?: ProxySource } = {};
  const pipeline = new Pipeline({
    journal,
    ledger: new Ledger(),
    tracker: sessions.tracker,
    guard: passwordScrubber(redactor),
    onLost: (count) => {
      condition.lost(count);
    },
    ...(isExact && {
      release: (id, side) => {
        running.source?.release(id, side);
      },
    }),
  });
  // What comes before the recording is open waits for it.
  let accept = (batch: readonly SourceEvent[]): void => void backlog.push(batch);
  const backlog: (readonly SourceEvent[])[] = [];
  const [source] = await Promise.all([
    startProxy(proxyOptions(options, target), (batch) => {
      accept(batch);
    }),
    pipeline.prepare(),
    warmUp(options),
  ]).catch(async (error: unknown) => {
    await sessions.close();
    throw error;
  });
  running.source = source;
  try {
    const outputs = await SpyOutputs.open(options, redactor, source.url, (message) => {
      condition.recording(message);
    });
    journal.subscribe((event) => {
      outputs.accept(event);
    });
    accept = (batch) => {
      pipeline.accept(batch);
    };
    backlog.forEach(accept);
    condition.publish();
    const where = describeTarget(target);
    const parts = {
      source,
      target: where,
      journal,
      pipeline,
      condition,
      tags,
      outputs,
      sessions,
      isExact,
    };
    return new Spy({ ...parts, steps: 0, closed: closedSoon() });
  } catch (error) {
    await source.close(0);
    await sessions.close();
    throw error;
  }
}

function closedSoon(): Running['closed'] {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const proxyOptions = (options: SpyOptions, target: Target): ProxyOptions => ({
  ...PROXY_DEFAULTS,
  target,
  host: options.listen?.host ?? PROXY_DEFAULTS.host,
  port: options.listen === undefined ? 0 : options.listen.port,
  maxBodyBytes: options.maxBodyBytes ?? PROXY_DEFAULTS.maxBodyBytes,
  timeoutMs: options.timeoutMs ?? PROXY_DEFAULTS.timeoutMs,
  insecure: options.insecure ?? PROXY_DEFAULTS.insecure,
  hostHeader: options.hostHeader ?? PROXY_DEFAULTS.hostHeader,
  holdUntilRead: options.snapshot === 'exact',
});
