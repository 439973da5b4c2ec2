/**
 * Folds ProxyEvents into Exchanges. Deterministic and without I/O: the same events give the same
 * revisions. A revision is a value of its own that nothing changes afterwards; what is gathered in
 * between stays in here. Events of one exchange come in order, those of several mixed.
 */
import type { Exchange, ExchangeOutcome, Rewrite } from '../model/exchange.js';
import type { ExchangeId } from '../model/ids.js';
import type { HeaderSection, ResponseHead } from '../model/message.js';
import type { ProxyEvent } from '../model/proxy-event.js';
import type { EpochMs } from '../model/time.js';
import { GrowingContent } from './content.js';
import { type Marks, phasesOf } from './timings.js';
import { WebSocketLog } from './web-socket-log.js';

/**
 * What a reader of exchanges gets to see: three revisions of each or four, the last one final, and of a
 * WebSocket more in between while messages pass.
 */
export interface Revision {
  readonly kind:
    | 'exchange-started'
    | 'exchange-responded'
    | 'exchange-continued'
    | 'exchange-held'
    | 'exchange-ended';
  readonly exchange: Exchange;
}

/** Events about an exchange, as opposed to a connection. */
export type ExchangeEvent = Extract<ProxyEvent, { readonly at: unknown }>;

/** Interim responses beyond this are passed on and not kept. */
const MOST_INTERIM = 16;

/**
 * Returns the function that takes events one by one and gives a revision where there is one. `holds`:
 * also where the response is here to its end and the client does not have that yet.
 */
export function createAssembler(
  maxBodyBytes: number,
  holds = false,
): (event: ExchangeEvent) => Revision | undefined {
  const drafts = new Map<ExchangeId, Draft>();
  return (event) => {
    if (event.kind === 'request-head') {
      const draft = begin(event, maxBodyBytes);
      drafts.set(event.id, draft);
      return { kind: 'exchange-started', exchange: publish(draft) };
    }
    const draft = drafts.get(event.id);
    if (draft === undefined) return undefined;
    const kind = apply(draft, event, { maxBodyBytes, holds });
    if (kind === 'exchange-ended') drafts.delete(event.id);
    return kind === undefined ? undefined : { kind, exchange: publish(draft) };
  };
}

type RequestHeadEvent = Extract<ProxyEvent, { readonly kind: 'request-head' }>;

/** An exchange so far. */
interface Draft {
  readonly begun: RequestHeadEvent;
  readonly requestContent: GrowingContent;
  readonly responseContent: GrowingContent;
  readonly marks: Marks;
  readonly interim: ResponseHead[];
  readonly rewrites: Rewrite[];
  requestTrailers: HeaderSection;
  responseTrailers: HeaderSection;
  response: { readonly head: ResponseHead; readonly author: 'server' | 'sessionspy' } | undefined;
  server: Exchange['server'];
  webSocket: WebSocketLog | undefined;
  outcome: ExchangeOutcome;
  endedAt: EpochMs | undefined;
}

const begin = (begun: RequestHeadEvent, maxBodyBytes: number): Draft => ({
  begun,
  requestContent: new GrowingContent(maxBodyBytes),
  responseContent: new GrowingContent(maxBodyBytes),
  marks: { 'request-head': begun.at },
  interim: [],
  rewrites: [],
  requestTrailers: [],
  responseTrailers: [],
  response: undefined,
  server: undefined,
  webSocket: undefined,
  outcome: { kind: 'in-progress' },
  endedAt: undefined,
});

/** Takes one event in; says which revision it makes. */
function apply(
  draft: Draft,
  event: Exclude<ExchangeEvent, RequestHeadEvent>,
  { maxBodyBytes, holds }: { readonly maxBodyBytes: number; readonly holds: boolean },
): Revision['kind'] | undefined {
  switch (event.kind) {
    case 'request-data':
      draft.requestContent.append(event.bytes);
      return undefined;
    case 'request-end':
      draft.requestTrailers = event.trailers;
      return undefined;
    case 'rewritten':
      draft.rewrites.push(event.rewrite);
      return undefined;
    case 'server-mark':
      draft.marks[event.mark] = event.at;
      return undefined;
    case 'server-socket':
      draft.server = { address: event.address, port: event.port, reused: event.reused };
      return undefined;
    case 'interim-response':
      if (draft.interim.length < MOST_INTERIM) draft.interim.push(event.head);
      return undefined;
    case 'response-head':
      draft.marks['response-head'] = event.at;
      draft.response = { head: event.head, author: event.author };
      if (event.head.status === 101) {
        draft.outcome = upgradedTo(event.head);
        draft.webSocket = new WebSocketLog(event.head, maxBodyBytes);
      }
      return 'exchange-responded';
    case 'response-data':
      draft.responseContent.append(event.bytes);
      return undefined;
    case 'response-end':
      draft.responseTrailers = event.trailers;
      return holds ? 'exchange-held' : undefined;
    case 'upgrade-data':
      draft.webSocket?.read(event.from, event.bytes, event.passedAt);
      return undefined;
    case 'upgrade-traffic':
      draft.outcome = { kind: 'upgraded', traffic: event.traffic, closed: false };
      return draft.webSocket?.hasNews === true ? 'exchange-continued' : undefined;
    case 'exchange-ended':
      draft.marks['exchange-ended'] = event.at;
      draft.outcome = event.outcome;
      draft.endedAt = event.endedAt;
      return 'exchange-ended';
    default:
      return event satisfies never;
  }
}

function upgradedTo(head: ResponseHead): ExchangeOutcome {
  const [, protocol = ''] = head.headers.find(([name]) => name.toLowerCase() === 'upgrade') ?? [];
  const traffic = { protocol, clientBytes: 0, serverBytes: 0 };
  return { kind: 'upgraded', traffic, closed: false };
}

function publish(draft: Draft): Exchange {
  const { begun, response, server, endedAt, webSocket } = draft;
  return {
    id: begun.id,
    connectionId: begun.connectionId,
    ordinal: begun.ordinal,
    startedAt: begun.startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    request: {
      ...begun.head,
      content: draft.requestContent.toContent(),
      trailers: draft.requestTrailers,
    },
    interim: [...draft.interim],
    ...(response === undefined
      ? {}
      : {
          response: {
            ...response.head,
            content: draft.responseContent.toContent(),
            trailers: draft.responseTrailers,
            author: response.author,
          },
        }),
    timings: phasesOf(draft.marks, server?.reused === true),
    outcome: draft.outcome,
    ...(webSocket === undefined ? {} : { webSocket: webSocket.toRecord() }),
    ...(server === undefined ? {} : { server }),
    rewrites: [...draft.rewrites],
  };
}
