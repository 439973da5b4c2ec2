/**
 * A small user agent for tests: one cookie jar, one keep-alive connection, form posts with the CSRF
 * token of the page before and the Origin a browser would send.
 */
import { Agent, request, type IncomingHttpHeaders } from 'node:http';

export interface Page {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export class Browser {
  readonly #base: URL;
  readonly #pause: () => Promise<unknown>;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #jar = new Map<string, string>();

  /** `pause` is waited for after each answer: a person looks before the next click. */
  constructor(baseUrl: string, pause: () => Promise<unknown> = () => Promise.resolve()) {
    this.#base = new URL(baseUrl);
    this.#pause = pause;
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#jar;
  }

  /** Goes on as the other one: the same cookies, on a connection of its own. */
  become(other: Browser): void {
    for (const [name, value] of other.cookies) this.#jar.set(name, value);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send('GET', path, headers);
  }

  /** Reads the form's page first, for its token, then posts it. */
  async submit(path: string, fields: Record<string, string>, formPath = path): Promise<Page> {
    const form = await this.get(formPath);
    const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(form.text)?.[1];
    if (token === undefined) throw new Error(`no form token on ${formPath} (${form.status})`);
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, ...fields }).toString();
    return this.#send(
      'POST',
      path,
      {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': String(Buffer.byteLength(body)),
        Origin: this.#base.origin,
        Referer: new URL(formPath, this.#base).href,
      },
      body,
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<Page> {
    const page = await this.#exchange(method, path, headers, body);
    await this.#pause();
    return page;
  }

  #exchange(
    method: string,
    path: string,
    headers: Record<string, string>,
    body = '',
  ): Promise<Page> {
    const cookie = [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, this.#base), {
        method,
        agent: this.#agent,
        headers: { 'User-Agent': 'test-browser', ...headers, ...(cookie && { Cookie: cookie }) },
      });
      sent.on('error', reject).on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject).on('end', () => {
          for (const line of response.headers['set-cookie'] ?? []) this.#store(line);
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      sent.end(body);
    });
  }

  #store(line: string): void {
    const [pair = ''] = line.split(';');
    const name = pair.slice(0, pair.indexOf('=')).trim();
    const value = pair.slice(pair.indexOf('=') + 1).trim();
    if (/max-age=0(;|$)/i.test(line) || /01[ -]jan[ -]1970/i.test(line)) this.#jar.delete(name);
    else this.#jar.set(name, value);
  }
}
