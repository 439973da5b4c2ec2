/** Exchanges for tests: a finished GET / with an empty 200 unless told otherwise. */
import type { Exchange } from '../../src/model/exchange.js';
import { connectionId, exchangeId } from '../../src/model/ids.js';
import { NO_CONTENT, type HeaderSection } from '../../src/model/message.js';
import type { EpochMs } from '../../src/model/time.js';

export interface ExchangeFacts {
  readonly ordinal?: number;
  readonly connection?: number;
  readonly method?: string;
  readonly target?: string;
  readonly requestHeaders?: HeaderSection;
  readonly status?: number;
  readonly responseHeaders?: HeaderSection;
}

export const exchange = (facts: ExchangeFacts = {}): Exchange => ({
  id: exchangeId(facts.ordinal ?? 1),
  connectionId: connectionId(facts.connection ?? 1),
  ordinal: 1,
  startedAt: 1_700_000_000_000 as EpochMs,
  endedAt: 1_700_000_000_010 as EpochMs,
  request: {
    method: facts.method ?? 'GET',
    target: facts.target ?? '/',
    httpVersion: '1.1',
    headers: [['Host', 'localhost:9000'], ...(facts.requestHeaders ?? [])],
    content: NO_CONTENT,
    trailers: [],
  },
  interim: [],
  response: {
    status: facts.status ?? 200,
    reason: 'OK',
    httpVersion: '1.1',
    headers: facts.responseHeaders ?? [],
    content: NO_CONTENT,
    trailers: [],
    author: 'server',
  },
  timings: { total: 10 },
  outcome: { kind: 'completed' },
  rewrites: [],
});
