/** An exchange's request as HAR has it. */
import type { Observation } from '../model/observation.js';
import type { WrittenContent } from './content.js';
import { sentCookie } from './cookies.js';
import { fieldLines, requestHeadSize } from './fields.js';
import { readPairs } from './redact-pairs.js';
import type { Redactor } from './redact.js';
import { redactUrl } from './redact-url.js';
import { targetUrl } from './target-url.js';
import type { HarNameValue, HarParam, HarPostData, HarRequest } from './types.js';

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
    // Of bytes that are no request nothing is known, and k6 refuses a file with an empty method.
    method: request.method === '' ? 'UNKNOWN' : request.method,
    url,
    httpVersion: request.httpVersion === '' ? 'unknown' : `HTTP/${request.httpVersion}`,
    cookies: observation.cookies.sent.map((pair) => sentCookie(pair, redactor)),
    headers: fieldLines(request.headers, redactor),
    queryString: readPairs(queryOf(url)).map(decodable),
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
function requestContent(
  content: WrittenContent,
): Pick<HarRequest, 'postData' | '_requestBodyStatus' | '_content'> {
  const { kept, decodedBytes } = content;
  const form = formOf(content);
  switch (kept.kind) {
    case 'text':
      return { postData: { ...form, text: kept.text } };
    case 'base64':
      return {
        ...(form.params.length === 0 ? {} : { postData: { ...form, text: '' } }),
        _requestBodyStatus: 'discarded:not-representable',
        _content: { text: kept.text, size: decodedBytes, encoding: 'base64' },
      };
    case 'none':
      if (kept.isUndecodable === true) return { _requestBodyStatus: 'discarded:not-decodable' };
      if (kept.why === undefined) return {};
      return { postData: { ...form, text: '', comment: kept.why } };
    default:
      return kept satisfies never;
  }
}

const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i;

/** What k6 refuses a whole file for is avoided: params of other types, capitals in the type, no value. */
function formOf({ kept, mimeType }: WrittenContent): Pick<HarPostData, 'mimeType' | 'params'> {
  const [start = '', type] = FORM.exec(mimeType) ?? [];
  if (type === undefined) return { mimeType, params: [] };
  const essence = type.toLowerCase();
  return {
    mimeType: essence + (start.endsWith(';') ? ';' : '') + mimeType.slice(start.length),
    params: essence.startsWith('multipart')
      ? kept.params.map(withValue)
      : kept.params.map(decodable),
  };
}

/** A file stands in the text alone. */
const withValue = (param: HarParam): HarParam => ({ ...param, value: param.value ?? '' });

/**
 * Decoded, and fit to be decoded: some readers do so again, as Chrome lists pairs undecoded, and k6 refuses a
 * file for one `100%`. So `%` is written `%25`.
 */
const decodable = ({ name, value }: HarParam): HarNameValue => ({
  name: name.replaceAll('%', '%25'),
  value: (value ?? '').replaceAll('%', '%25'),
});
