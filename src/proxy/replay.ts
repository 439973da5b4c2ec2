/**
 * Requests that ask for an upgrade we do not pass on, such as `Upgrade: h2c` from `curl --http2`. An
 * app that does not know the protocol takes them as plain requests (RFC 9110 section 7.8), so must
 * we. Node however has given up parsing the connection: the head is put back without the offer, and
 * Node starts again. Content, keep-alive and pipelining then work as ever.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import { connectionOptions, type RawFields } from '../http/hop-by-hop.js';

/** Puts the request and `rest`, the bytes behind its head, back in front of the socket. */
export function putBackWithoutUpgrade(req: IncomingMessage, socket: Socket, rest: Buffer): void {
  let head = `${req.method ?? ''} ${req.url ?? ''} HTTP/${req.httpVersion}\r\n`;
  const fields = withoutUpgrade(req.rawHeaders);
  for (let i = 0; i + 1 < fields.length; i += 2) head += `${fields[i]}: ${fields[i + 1]}\r\n`;
  socket.unshift(Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), rest]));
}

/** Leaves out Upgrade and what Connection names, but for whether the connection persists. */
function withoutUpgrade(received: RawFields): string[] {
  const options = connectionOptions(received);
  const fields: string[] = [];
  for (let i = 0; i + 1 < received.length; i += 2) {
    const name = received[i] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'upgrade' || lower === 'connection' || options.has(lower)) continue;
    fields.push(name, received[i + 1] ?? '');
  }
  const persistence = ['close', 'keep-alive'].find((option) => options.has(option));
  if (persistence !== undefined) fields.push('Connection', persistence);
  return fields;
}
