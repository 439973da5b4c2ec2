/** An exchange's request as HAR has it. */
import type { Observation } from '../model/observation.js';
import type { WrittenContent } from './content.js';
import { sentCookie } from './cookies.js';
import { fieldLines, requestHeadSize } from './fields.js';
import { readPairs } from './redact-pairs.js';
import type { Redactor } from './redact.js';
import { redactUrl } from './redact-url.js';
import { targetUrl } from './target-url.js';
import type { HarRequest } from './types.js';

/** The request; `origin` is where clients connect. */
export function harRequest(
  observation: Observation,
  content: WrittenContent,
  redactor: Redactor,
  origin: string,
): HarRequest {
  const { request } = observation.exchange;
  const url = redactUrl(targetUrl(request, origin), redactor);
  return {
    method: request.method,
    url,
    httpVersion: `HTTP/${request.httpVersion}`,
    cookies: observation.cookies.sent.map((pair) => sentCookie(pair, redactor)),
    headers: fieldLines(request.headers, redactor),
    queryString: readPairs(queryOf(url)),
    ...(request.content.sizeBytes === 0 ? {} : requestContent(content)),
    headersSize: requestHeadSize(request),
    bodySize: request.content.sizeBytes,
  };
}

function queryOf(url: string): string {
  const [beforeFragment = ''] = url.split('#', 1);
  const at = beforeFragment.indexOf('?');
  return at === -1 ? '' : beforeFragment.slice(at + 1);
}

/** HAR's postData is text only; for the rest there is HTTP Toolkit's notation. */
function requestContent({
  kept,
  mimeType,
  decodedBytes,
}: WrittenContent): Pick<HarRequest, 'postData' | '_requestBodyStatus' | '_content'> {
  const { params } = kept;
  switch (kept.kind) {
    case 'text':
      return { postData: { mimeType, params, text: kept.text } };
    case 'base64':
      return {
        ...(params.length === 0 ? {} : { postData: { mimeType, params, text: '' } }),
        _requestBodyStatus: 'discarded:not-representable',
        _content: { text: kept.text, size: decodedBytes, encoding: 'base64' },
      };
    case 'none':
      if (kept.isUndecodable === true) return { _requestBodyStatus: 'discarded:not-decodable' };
      if (kept.why === undefined) return {};
      return { postData: { mimeType, params, text: '', comment: kept.why } };
    default:
      return kept satisfies never;
  }
}
