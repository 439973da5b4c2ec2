/**
 * A trivial app in a process of its own: a page of 2 kB with the fields that Django sends and two
 * Set-Cookie lines. `node origin.mjs`; prints its port. Ends when its stdin does.
 */
import { createServer } from 'node:http';

const START = '<!doctype html><html><head><title>Orders</title></head><body><ul>';
const END = '</ul></body></html>';
const ITEM = '<li><a href="/orders/4711/">Order 4711</a>, 3 items, on its way</li>\n';
const items = ITEM.repeat(Math.floor((2048 - START.length - END.length) / ITEM.length));
const PAGE = Buffer.from((START + items).padEnd(2048 - END.length) + END);
const EXPIRES = 'Thu, 01 Jan 2037 00:00:00 GMT';

const server = createServer((request, response) => {
  // An app that saves its session at each request sends the id that it was sent.
  const id = /(?:^|; )sessionid=([a-z0-9]+)/.exec(request.headers.cookie ?? '')?.[1];
  const first =
    id === undefined
      ? `visitor=some_value_42; expires=${EXPIRES}; Max-Age=31449600; Path=/; SameSite=Lax`
      : `sessionid=${id}; expires=${EXPIRES}; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax`;
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': PAGE.length,
    'Cache-Control': 'max-age=0, no-cache, no-store, must-revalidate, private',
    Vary: 'Cookie',
    'Content-Language': 'en',
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Set-Cookie': [
      first,
      `csrftoken=Jq0xHk2b7Cv1Lm9Zp4Ws8Dt6Yf3Rg5Na; expires=${EXPIRES}; Max-Age=31449600; Path=/; SameSite=Lax`,
    ],
  });
  response.end(PAGE);
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume().on('end', () => process.exit(0));
