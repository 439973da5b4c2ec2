/**
 * A request as views see it: Django's HttpRequest, as far as this app needs it. Reads the body of a
 * form, with a bound; decides nothing.
 */
import type { IncomingMessage } from 'node:http';
import type { Authentication } from './authentication.js';
import type { Csrf } from './csrf.js';
import type { Session } from './sessions.js';

const MAX_FORM_BYTES = 64 * 1024;
const FORM_TYPE = /^application\/x-www-form-urlencoded\b/i;

/** What a view is given. */
export interface DemoRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  /** Empty unless the content is `application/x-www-form-urlencoded`. */
  readonly form: URLSearchParams;
  readonly session: Session;
  readonly csrf: Csrf;
  readonly auth: Authentication;
}

/** The target's path and query; a target in absolute form is accepted, as RFC 9112 section 3.2.2 asks. */
export function parseTarget(target: string): { path: string; query: URLSearchParams } {
  const [, path = '/', query = ''] =
    /^(?:https?:\/\/[^/?]*)?([^?]*)(?:\?(.*))?$/.exec(target) ?? [];
  return { path, query: new URLSearchParams(query) };
}

/** The form in the content; undefined when it is larger than 64 KiB. All of it is read, that much is kept. */
export async function readForm(message: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    // No encoding is set on the message, so that it yields buffers.
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size <= MAX_FORM_BYTES) chunks.push(bytes);
  }
  if (size > MAX_FORM_BYTES) return undefined;
  const isForm = FORM_TYPE.test(message.headers['content-type'] ?? '');
  return new URLSearchParams(isForm ? Buffer.concat(chunks).toString() : '');
}
