/**
 * One user agent of the scripted visit: one keep-alive connection, one cookie jar, and forms filled in
 * from the page they came in. Knows HTTP and forms; which page comes next is told in visit.ts.
 */
import { Agent, type IncomingMessage, request } from 'node:http';

/** What came back, as far as a visit looks at it. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly location: string | undefined;
}

const TIMEOUT_MS = 15_000;
const MAX_PAGE_BYTES = 1024 * 1024;

/** Sends one request after the other, and remembers the cookies it was given. */
export class Visitor {
  readonly #base: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #jar = new Map<string, string>();

  constructor(base: URL) {
    this.#base = base;
  }

  get(path: string): Promise<Answer> {
    return this.#send('GET', path, undefined);
  }

  /** Reads the form on `page` for its token, then sends it to `action`, as a browser does. */
  async submit(
    page: string,
    action: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const { body } = await this.get(page);
    const [, token] = /name="csrfmiddlewaretoken" value="([A-Za-z0-9]+)"/.exec(body) ?? [];
    if (token === undefined) throw new Error(`the page ${page} has no form with a CSRF token`);
    const form = new URLSearchParams({ csrfmiddlewaretoken: token, ...fields });
    return this.#send('POST', action, form.toString());
  }

  /** Ends the connection. */
  leave(): void {
    this.#agent.destroy();
  }

  async #send(method: string, path: string, form: string | undefined): Promise<Answer> {
    const response = await this.#exchange(method, path, form);
    for (const line of response.headers['set-cookie'] ?? []) this.#keep(line);
    return {
      status: response.statusCode ?? 0,
      body: await readText(response),
      location: response.headers.location,
    };
  }

  #exchange(method: string, path: string, form: string | undefined): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = request(new URL(path, this.#base), {
        method,
        agent: this.#agent,
        headers: { ...this.#cookieField(), ...this.#formFields(form) },
        timeout: TIMEOUT_MS,
      });
      outgoing.on('response', resolve);
      outgoing.on('error', reject);
      outgoing.on('timeout', () => {
        outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`));
      });
      outgoing.end(form);
    });
  }

  #cookieField(): Record<string, string> {
    if (this.#jar.size === 0) return {};
    return { Cookie: Array.from(this.#jar, ([name, value]) => `${name}=${value}`).join('; ') };
  }

  #formFields(form: string | undefined): Record<string, string | number> {
    if (form === undefined) return {};
    return {
      Origin: this.#base.origin,
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': Buffer.byteLength(form),
    };
  }

  #keep(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    if (attributes.some((attribute) => attribute.trim() === 'Max-Age=0')) this.#jar.delete(name);
    else this.#jar.set(name, pair.slice(equals + 1).trim());
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    // No encoding is set on the message, so that it yields buffers.
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_PAGE_BYTES) throw new Error('a page is larger than 1 MiB');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}
