/**
 * An observation as an entry of a HAR 1.2 log. Two steps: everything that is read teaches the
 * redactor what is secret, then what is written is swept once more for all it has learnt.
 */
import type { Exchange } from '../model/exchange.js';
import { NO_CONTENT } from '../model/message.js';
import type { Observation } from '../model/observation.js';
import { bodyRecord, writeContent } from './content.js';
import { isoDate } from './cookies.js';
import type { ContentRules } from './kept-content.js';
import { learnSecrets } from './learn-secrets.js';
import { harRequest } from './request.js';
import { resourceType } from './resource-type.js';
import { harResponse } from './response.js';
import { sessionspyEntry } from './sessionspy-entry.js';
import { sweep } from './sweep.js';
import { harTimings } from './timings.js';
import type { HarEntry } from './types.js';
import { keepMessages, writeMessages } from './web-socket.js';

/** What an entry depends on besides the observation. */
export interface HarContext extends ContentRules {
  /** Where clients connect, e.g. `http://127.0.0.1:9000`: scheme, and host where none was sent. */
  readonly origin: string;
}

/** The usual HarContext.maxContentBytes: 1 MiB. */
export const DEFAULT_MAX_CONTENT_BYTES = 1 << 20;

/** The entry of one exchange, ended or not. Never throws. */
export function harEntry(observation: Observation, context: HarContext): HarEntry {
  const { exchange } = observation;
  const { redactor, origin } = context;
  learnSecrets(observation, redactor);
  const sent = exchange.request.content;
  const received = exchange.response?.content ?? NO_CONTENT;
  const sentContent = writeContent(exchange.request.headers, sent, 'request', context);
  const responseHeaders = exchange.response?.headers ?? [];
  const receivedContent = writeContent(responseHeaders, received, 'response', context);
  const messages = keepMessages(exchange.webSocket, context);
  const draft = {
    request: harRequest(observation, sentContent, redactor, origin),
    response: harResponse(observation, receivedContent, redactor),
    extension: sessionspyEntry(observation, redactor),
  };
  const request = sweep(draft.request, redactor);
  const response = sweep(draft.response, redactor);
  const body = {
    request: bodyRecord(sent, sentContent, request.postData?.text),
    response: bodyRecord(received, receivedContent, response.content.text),
  };
  const type = resourceType(exchange);
  const isWebSocket = type === 'websocket' && exchange.webSocket !== undefined;
  return {
    ...(observation.page === undefined ? {} : { pageref: observation.page }),
    startedDateTime: isoDate(exchange.startedAt),
    ...harTimings(exchange.timings),
    request,
    response,
    cache: {},
    ...serverOf(exchange),
    connection: exchange.connectionId,
    ...(type === undefined ? {} : { _resourceType: type }),
    ...(isWebSocket ? { _webSocketMessages: writeMessages(messages, redactor) } : {}),
    _sessionspy: { ...draft.extension, body },
  };
}

function serverOf({ server }: Exchange): Pick<HarEntry, 'serverIPAddress' | '_serverPort'> {
  if (server === undefined) return {};
  // The zone of a link-local address means something on this machine alone (RFC 4007 section 11.2).
  const address = server.address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  // A Unix socket has a path instead.
  if (!/^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f.]*:[0-9a-f:.]*)$/i.test(address)) return {};
  return { serverIPAddress: address, _serverPort: server.port };
}
