/**
 * A few made-up exchanges through a pipeline of their own, before the first real one: code that has
 * never run is slow, and a session should be read before the client's next request changes it.
 */
import { Redactor } from './har/redact.js';
import { DEFAULT_MAX_CONTENT_BYTES } from './har/entry.js';
import { Journal } from './journal/journal.js';
import type { Exchange } from './model/exchange.js';
import { connectionId, exchangeId } from './model/ids.js';
import { NO_CONTENT, type HeaderSection } from './model/message.js';
import { systemClock } from './model/time.js';
import { harPart } from './sinks/har-frame.js';
import type { SpyOptions } from './spy-options.js';
import { openSessions } from './spy-sessions.js';
import { Pipeline } from './pipeline.js';
import { Ledger } from './cookies/ledger.js';
import { SessionTags } from './session/session-tags.js';

const EXCHANGES = 16;

/** Touches no store and leaves nothing behind. */
export async function warmUp(options: SpyOptions): Promise<void> {
  const journal = new Journal({ maxExchanges: EXCHANGES });
  const storeless = { ...options, stores: [] };
  const pipeline = new Pipeline({
    journal,
    ledger: new Ledger(),
    tracker: openSessions(storeless, new SessionTags(new Uint8Array(32)), () => undefined).tracker,
    onLost: () => undefined,
  });
  for (let ordinal = 1; ordinal <= EXCHANGES; ordinal += 1) {
    const exchange = madeUp(ordinal);
    pipeline.accept([
      { kind: 'exchange-started', exchange },
      { kind: 'exchange-responded', exchange },
      { kind: 'exchange-ended', exchange },
    ]);
    await pipeline.idle();
  }
  const redactor = new Redactor({ mode: options.redact ?? 'safe' });
  const context = { redactor, keepContent: true, maxContentBytes: DEFAULT_MAX_CONTENT_BYTES };
  for (let seq = journal.firstSeq; seq <= journal.lastSeq; seq += 1) {
    const observation = journal.get(seq);
    const document = { version: '0', context: { ...context, origin: 'http://127.0.0.1' } };
    if (observation !== undefined) harPart(observation, document);
  }
}

const HTML = new TextEncoder().encode(
  '<!doctype html><form method="post"><input type="hidden" name="csrf" value="x"></form>',
);

function madeUp(ordinal: number): Exchange {
  const id = String(ordinal).padStart(32, 'a');
  const now = systemClock.now();
  const request: HeaderSection = [
    ['Host', 'localhost:9000'],
    ['User-Agent', 'rehearsal'],
    ['Cookie', `sessionid=${id}; theme=dark`],
  ];
  const response: HeaderSection = [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Set-Cookie', `sessionid=${id}b; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax`],
  ];
  const content = { bytes: HTML, sizeBytes: HTML.length, truncated: false };
  const message = { httpVersion: '1.1', trailers: [] };
  return {
    id: exchangeId(ordinal),
    connectionId: connectionId(1),
    ordinal,
    startedAt: now,
    endedAt: now,
    request: { ...message, method: 'GET', target: '/', headers: request, content: NO_CONTENT },
    interim: [],
    response: {
      ...message,
      status: 200,
      reason: 'OK',
      headers: response,
      content,
      author: 'server',
    },
    timings: { total: 1 },
    outcome: { kind: 'completed' },
    rewrites: [],
  };
}
