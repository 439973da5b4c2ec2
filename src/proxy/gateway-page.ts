/**
 * The page that stands in for an answer of the app, and the plain text for clients that did not ask
 * for HTML. Everything on it was written by us; it is escaped all the same, as it names the target.
 */
import { STATUS_CODES } from 'node:http';

export interface GatewayPage {
  readonly contentType: string;
  readonly body: Buffer;
}

/** `message` is one sentence; `accept` is the request's Accept field value. */
export function gatewayPage(
  status: number,
  message: string,
  accept: string | undefined,
): GatewayPage {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  return wantsHtml(accept)
    ? { contentType: 'text/html; charset=utf-8', body: Buffer.from(html(title, message)) }
    : { contentType: 'text/plain; charset=utf-8', body: Buffer.from(`${title}\n${message}\n`) };
}

const wantsHtml = (accept: string | undefined): boolean =>
  accept !== undefined && /\btext\/html\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accept);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const html = (title: string, message: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem }
h1 { font-size: 1.25rem } small { color: GrayText }
:root { color-scheme: light dark }
</style>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(message)}</p>
<p><small>This page is from sessionspy, the proxy in front of the app.</small></p>
</html>
`;
