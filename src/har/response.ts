/** An exchange's response as HAR has it; one with status 0 where there was none. */
import { fieldValue } from '../http/fields.js';
import type { Exchange } from '../model/exchange.js';
import type { Observation } from '../model/observation.js';
import type { WrittenContent } from './content.js';
import { setCookie } from './cookies.js';
import { fieldLines, responseHeadSize } from './fields.js';
import { redactUrl } from './redact-url.js';
import type { Redactor } from './redact.js';
import type { HarContent, HarResponse } from './types.js';

/** The response as the client got it. */
export function harResponse(
  observation: Observation,
  written: WrittenContent,
  redactor: Redactor,
): HarResponse {
  const { exchange, cookies } = observation;
  const error = errorOf(exchange);
  const failed = error === undefined ? {} : { _error: error };
  const { response } = exchange;
  if (response === undefined) return { ...NO_RESPONSE, ...failed };
  const headersSize = responseHeadSize(response);
  const bodySize = response.content.sizeBytes;
  return {
    status: response.status,
    statusText: response.reason,
    httpVersion: `HTTP/${response.httpVersion}`,
    cookies: cookies.set.map((cookie) => setCookie(cookie, exchange.startedAt, redactor)),
    headers: fieldLines(response.headers, redactor),
    content: harContent(written),
    redirectURL: redactUrl(fieldValue(response.headers, 'location') ?? '', redactor),
    headersSize,
    bodySize,
    _transferSize: headersSize + bodySize,
    ...failed,
  };
}

const NO_RESPONSE: HarResponse = {
  status: 0,
  statusText: '',
  httpVersion: 'HTTP/1.1',
  cookies: [],
  headers: [],
  content: { size: 0, mimeType: 'x-unknown' },
  redirectURL: '',
  headersSize: -1,
  bodySize: -1,
  _transferSize: 0,
};

function harContent({ mimeType, decodedBytes, savedBytes, kept }: WrittenContent): HarContent {
  const head = {
    size: decodedBytes,
    ...(savedBytes === undefined ? {} : { compression: savedBytes }),
    mimeType,
  };
  switch (kept.kind) {
    case 'text':
      return { ...head, text: kept.text };
    case 'base64':
      return { ...head, text: kept.text, encoding: 'base64' };
    case 'none':
      return kept.why === undefined ? head : { ...head, comment: kept.why };
    default:
      return kept satisfies never;
  }
}

/** Why the response is missing or not whole, in one line; undefined when it is neither. */
export function errorOf({ outcome }: Exchange): string | undefined {
  switch (outcome.kind) {
    case 'completed':
    case 'upgraded':
      return undefined;
    case 'in-progress':
      return 'The exchange had not ended when this was written.';
    case 'client-aborted':
      return 'The client closed the connection before it had the whole response.';
    case 'server-failed':
    case 'refused':
      return `${outcome.code}: ${outcome.message}`;
    default:
      return outcome satisfies never;
  }
}
