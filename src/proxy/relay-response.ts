/**
 * The way back: the app's response to the client, byte for byte but for its hop-by-hop fields.
 * http-proxy's own way is switched off, as it lower-cases and merges fields, drops trailers, hangs
 * on truncated bodies and dies of odd status codes (docs/decisions/0001).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

import { fieldValues, pairRawHeaders } from '../http/fields.js';
import { forwardedTrailers } from '../http/hop-by-hop.js';
import type { ResponseHead } from '../model/message.js';
import type { ExchangeTap } from './exchange-tap.js';
import { ServerFault } from './failure.js';
import type { Holds } from './holds.js';
import { headBytes } from './own-response.js';
import { fieldsToClient, transferCodingOf } from './rewrite.js';
import { WithholdEnd } from './withhold-end.js';

const NOTHING = Buffer.alloc(0);

/** A reason phrase that can be written: Node throws on control characters. */
export const printableReason = (reason: string): string =>
  reason.replaceAll(/[\x00-\x08\x0a-\x1f\x7f]/g, ' ');

export const responseHead = (response: IncomingMessage): ResponseHead => ({
  status: response.statusCode ?? 0,
  reason: response.statusMessage ?? '',
  httpVersion: response.httpVersion,
  headers: pairRawHeaders(response.rawHeaders),
});

/** Why a response cannot be passed on, or undefined. */
export function faultOf(response: IncomingMessage, place: string): ServerFault | undefined {
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 999) {
    const shown = String(status).padStart(3, '0');
    return new ServerFault(
      'STATUS_INVALID',
      `The app at ${place} answered with the status ${shown}, which HTTP does not have.`,
    );
  }
  if (transferCodingOf(response.rawHeaders) === 'other') {
    return new ServerFault(
      'TRANSFER_CODING_UNKNOWN',
      `The app at ${place} answered in a Transfer-Encoding other than chunked.`,
    );
  }
  return undefined;
}

/**
 * Writes the head and lets the content flow; with `holds`, all but its end, if it has one. Throws what Node
 * does of a head that it cannot write.
 */
export function relayResponse(
  response: IncomingMessage,
  res: ServerResponse,
  tap: ExchangeTap,
  holds?: Holds,
): void {
  const head = responseHead(response);
  const chunked = res.req.httpVersion !== '1.0' && head.status !== 204 && head.status !== 304;
  res.sendDate = false;
  res.writeHead(
    head.status,
    printableReason(head.reason),
    fieldsToClient(response.rawHeaders, chunked),
  );
  tap.responseHead(head, 'server');
  let started = false;
  response.on('data', (bytes: Buffer) => {
    started = true;
    tap.responseData(bytes);
  });
  // Before pipe's own listener, which ends `res`.
  response.once('end', () => {
    started = true;
    addTrailers(response, res);
    tap.responseEnd(pairRawHeaders(response.rawTrailers));
  });
  const isHeld = holds !== undefined && !tap.openEnded;
  const lengthBytes = contentLength(res.req.method, head);
  if (isHeld) {
    const withheld = new WithholdEnd(lengthBytes, (go) => {
      holds.hold(tap.id, 'response', go);
    });
    response.pipe(withheld).pipe(res);
    // Where the head is all there is, the client would take it for the end.
    if (lengthBytes === 0) return;
  } else {
    response.pipe(res);
  }
  // The head of a silent stream goes out at once. Not flushHeaders(): it would send it in UTF-8.
  setImmediate(() => {
    if ((isHeld || !started) && !res.destroyed && !res.writableEnded) res.write(NOTHING);
  });
}

/** Bytes of content that the client will wait for; undefined where the head does not say. */
function contentLength(method: string | undefined, head: ResponseHead): number | undefined {
  if (method === 'HEAD' || head.status === 204 || head.status === 304) return 0;
  const values = fieldValues(head.headers, 'content-length');
  const length = Number(values[0] ?? NaN);
  return Number.isSafeInteger(length) ? length : undefined;
}

function addTrailers(response: IncomingMessage, res: ServerResponse): void {
  if (response.rawTrailers.length > 0 && res.chunkedEncoding) {
    res.addTrailers(forwardedTrailers(response.rawTrailers));
  }
}

/** What Node's 'information' event carries. */
export interface InterimResponse {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly httpVersion: string;
  readonly rawHeaders: string[];
}

/** Passes a 1xx response on, 101 excepted; HTTP/1.0 clients know none (RFC 9110 section 15.2). */
export function relayInterim(
  interim: InterimResponse,
  res: ServerResponse,
  tap: ExchangeTap,
): void {
  const { statusCode, statusMessage, httpVersion, rawHeaders } = interim;
  if (res.headersSent || res.req.httpVersion === '1.0' || res.socket?.writable !== true) return;
  const reason = printableReason(statusMessage);
  // Not writeEarlyHints(): it lower-cases names, refuses a 103 without Link and writes ASCII only.
  res.socket.write(headBytes(statusCode, reason, fieldsToClient(rawHeaders, false)));
  tap.interimResponse({
    ...{ status: statusCode, reason: statusMessage, httpVersion },
    headers: pairRawHeaders(rawHeaders),
  });
}
