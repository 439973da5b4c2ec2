/**
 * Answers that sessionspy writes itself: 400, 405, 502, 504 and their like. Each is recorded as ours,
 * so that nobody looks for them in the app.
 */
import { STATUS_CODES, type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { pairRawHeaders } from '../http/fields.js';
import type { ExchangeTap } from './exchange-tap.js';
import { gatewayPage } from './gateway-page.js';

export interface OwnAnswer {
  readonly status: number;
  /** One sentence. */
  readonly message: string;
  readonly accept?: string | undefined;
  /** Further fields, flat. */
  readonly fields?: readonly string[];
}

/** Answers a request whose response head has not been written yet. */
export function answer(res: ServerResponse, tap: ExchangeTap, own: OwnAnswer): void {
  const { fields, body } = compose(own);
  res.sendDate = true;
  res.writeHead(own.status, reasonOf(own.status), fields);
  const withoutContent = res.req.method === 'HEAD';
  record(tap, own.status, fields, withoutContent ? undefined : body);
  res.end(withoutContent ? undefined : body);
}

/** The same as bytes, where there is no request to respond to; the connection closes after it. */
export function answerOnSocket(socket: Socket, tap: ExchangeTap, own: OwnAnswer): void {
  const { fields, body } = compose(own);
  const closing = [...fields, 'Connection', 'close'];
  record(tap, own.status, closing, body);
  socket.write(headBytes(own.status, reasonOf(own.status), closing));
  socket.write(body);
  socket.destroySoon();
}

/** A response head as it goes over the wire: latin1, field lines as given. */
export function headBytes(status: number, reason: string, fields: readonly string[]): Buffer {
  let text = `HTTP/1.1 ${status} ${reason}\r\n`;
  for (let i = 0; i + 1 < fields.length; i += 2) text += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return Buffer.from(`${text}\r\n`, 'latin1');
}

/**
 * A response on a socket that Node has handed over (upgrade): nobody else reads requests from it, so
 * it closes after the response.
 */
export function responseOnSocket(req: IncomingMessage, socket: Socket): ServerResponse {
  const res = new ServerResponse(req);
  res.assignSocket(socket);
  res.shouldKeepAlive = false;
  // Node's HTTP server does both for the responses that it made itself.
  socket.on('drain', () => res.emit('drain'));
  res.once('finish', () => {
    socket.destroySoon();
  });
  return res;
}

const reasonOf = (status: number): string => STATUS_CODES[status] ?? '';

function compose(own: OwnAnswer): { fields: string[]; body: Buffer } {
  const { contentType, body } = gatewayPage(own.status, own.message, own.accept);
  const fields = ['Content-Type', contentType, 'Content-Length', String(body.length)];
  return { fields: [...fields, 'Cache-Control', 'no-store', ...(own.fields ?? [])], body };
}

function record(
  tap: ExchangeTap,
  status: number,
  fields: readonly string[],
  body: Buffer | undefined,
): void {
  const headers = pairRawHeaders(fields);
  tap.responseHead({ status, reason: reasonOf(status), httpVersion: '1.1', headers }, 'sessionspy');
  if (body !== undefined) tap.responseData(body);
  tap.responseEnd([]);
}
