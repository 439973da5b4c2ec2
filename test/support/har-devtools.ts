/**
 * The HAR importer of Chrome's developer tools, driven for real: a page of the tools themselves, whose
 * modules HARFormat and Importer are called as the Network panel calls them. Chromium must be installed.
 */
import { type Browser, chromium, type Page } from 'playwright-core';

import { programPath } from './programs.js';

/** A request as the Network panel has it after an import. */
export interface ImportedRequest {
  readonly url: string;
  readonly method: string;
  readonly status: number;
  readonly type: string;
  readonly requestHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly responseHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly posted: string | null;
  readonly content: string;
  readonly isBase64: boolean;
  readonly startTime: number;
  readonly endTime: number;
}

/** Importer.ts and HARFormat.ts in front_end/models/har of devtools-frontend. */
const IMPORT = `async (text) => {
  const { HARFormat, Importer } = await import('devtools://devtools/bundled/models/har/har.js');
  const lines = (fields) => fields.map(({ name, value }) => ({ name, value }));
  const held = (data) => {
    try {
      return { content: data.base64, isBase64: true };
    } catch {
      return { content: data.text, isBase64: false };
    }
  };
  const { log } = new HARFormat.HARRoot(JSON.parse(text));
  return Promise.all(
    Importer.Importer.requestsFromHARLog(log).map(async (request) => {
      const data = await request.requestContentData();
      if ('error' in data) throw new Error(request.url() + ': ' + data.error);
      return {
        url: request.url(),
        method: request.requestMethod,
        status: request.statusCode,
        type: request.resourceType().name(),
        requestHeaders: lines(request.requestHeaders()),
        responseHeaders: lines(request.responseHeaders),
        posted: await request.requestFormData(),
        ...held(data),
        startTime: request.startTime,
        endTime: request.endTime,
      };
    }),
  );
}`;

export class DevTools {
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
  }

  static async open(): Promise<DevTools> {
    const executablePath = programPath('chromium') ?? '';
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const page = await browser.newPage();
    const address = 'devtools://devtools/bundled/devtools_app.html';
    await page.goto(address, { waitUntil: 'commit' });
    return new DevTools(browser, page);
  }

  /** Every request of a file; rejects with what the importer says against it. */
  async import(text: string): Promise<readonly ImportedRequest[]> {
    // An expression, since vitest would put its own import in the place of the page's; of the interface's type.
    return this.#page.evaluate<ImportedRequest[]>(`(${IMPORT})(${JSON.stringify(text)})`);
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
