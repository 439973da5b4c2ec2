/** What entries of all tools have alike: the URL, the two start lines, the server. */
import type { Exchange } from '../model/exchange.js';
import type { RequestRecord, ResponseRecord } from '../model/message.js';
import { problem, type Problem } from '../model/problem.js';
import { countOf, memberOf, textOf } from './json-member.js';
import type { ReadFields } from './read-fields.js';
import { timingsOf } from './read-timings.js';

/** Above what any server takes. */
const MAX_URL_LENGTH = 256 * 1024;

/** The URL of a request over HTTP; undefined where it is none. */
export function urlOf(text: string | undefined): URL | undefined {
  if (text === undefined || text.length > MAX_URL_LENGTH || !/^(?:https?|wss?):/i.test(text)) {
    return undefined;
  }
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Where the client connected: `https://shop.example`. */
export const originOf = ({ protocol, host }: URL): string =>
  `${protocol.replace(/^ws/, 'http')}//${host}`;

/** Where the request went. A connection that took no time to open was open before. */
export function serverOf(entry: unknown, url: URL): Pick<Exchange, 'server'> {
  const address = textOf(memberOf(entry, 'serverIPAddress'))?.replace(/^\[|\]$/g, '');
  if (address === undefined || address === '') return {};
  const usual = /^(?:https|wss):$/.test(url.protocol) ? 443 : 80;
  const port =
    countOf(memberOf(entry, '_serverPort')) ?? (url.port === '' ? usual : Number(url.port));
  const reused = timingsOf(entry).connect === undefined;
  return { server: { address, port, reused } };
}

const MAX_WORD = 200;

/** `GET` where there is no method. */
export function methodAndVersion(request: unknown): Pick<RequestRecord, 'method' | 'httpVersion'> {
  const method = textOf(memberOf(request, 'method'))?.slice(0, MAX_WORD) ?? '';
  return { method: method === '' ? 'GET' : method, httpVersion: versionOf(request) };
}

/** The response's, for a status that statusOf has found. */
export const statusLine = (
  response: unknown,
  status: number,
): Pick<ResponseRecord, 'status' | 'reason' | 'httpVersion'> => ({
  status,
  reason: textOf(memberOf(response, 'statusText'))?.slice(0, MAX_WORD) ?? '',
  httpVersion: versionOf(response),
});

/** `HTTP/1.1`, `http/2.0`, `h2` and `h3` without their name. */
function versionOf(message: unknown): string {
  const text = textOf(memberOf(message, 'httpVersion')) ?? '';
  const version = /^(?:HTTP\/|h)?(\d(?:\.\d)?)$/i.exec(text.trim())?.[1] ?? '1.1';
  return version === '2.0' || version === '3.0' ? version.slice(0, 1) : version;
}

/** undefined: there was no response. */
export function statusOf(response: unknown): number | undefined {
  const status = countOf(memberOf(response, 'status'));
  return status !== undefined && status >= 100 && status <= 999 ? status : undefined;
}

/** Said of an exchange whose header sections were cut. */
export function leftOutProblems(...sections: readonly ReadFields[]): readonly Problem[] {
  const count = sections.reduce((sum, { leftOut }) => sum + leftOut, 0);
  if (count === 0) return [];
  const message = `Of this exchange's header fields ${count} are too long or too many, and are not shown whole.`;
  return [problem('note', 'recording', message)];
}
