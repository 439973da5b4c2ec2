/**
 * Requests over keep-alive connections of a browser's kind, from a process of its own: each path has a
 * number of its own, so that a row on the screen can be told from all others.
 *
 *     node load.mjs '{"port":9000,"connections":16,"first":1,"count":100000,"cookies":[]}'
 *
 * `count`: ends after so many; `forMs`: ends after that time; `rate`: so many a second, evenly, else the
 * next as soon as the last one is answered. Prints one line of JSON. Ends when its stdin does.
 */
import { connect } from 'node:net';

const {
  port,
  connections,
  first = 1,
  count = Infinity,
  forMs = Infinity,
  rate,
  cookies = [],
} = JSON.parse(process.argv[2]);

let sent = 0;
let answered = 0;
let skipped = 0;
let failed = 0;
const latencies = [];
const startedAt = performance.now();
const isOver = () => sent >= count || performance.now() - startedAt >= forMs;
const idle = [];

function requestText(number, connection) {
  const cookie = cookies.length === 0 ? '' : `Cookie: ${cookies[connection % cookies.length]}\r\n`;
  return (
    `GET /orders/${String(number).padStart(7, '0')}/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
    'Connection: keep-alive\r\nsec-ch-ua: "Chromium";v="130", "Not?A_Brand";v="99"\r\n' +
    'sec-ch-ua-mobile: ?0\r\nsec-ch-ua-platform: "Linux"\r\nUpgrade-Insecure-Requests: 1\r\n' +
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36\r\n' +
    'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n' +
    'Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\nSec-Fetch-Dest: document\r\n' +
    `Referer: http://127.0.0.1:${port}/orders/\r\nAccept-Encoding: gzip, deflate, br\r\n` +
    `Accept-Language: en-US,en;q=0.9\r\n${cookie}\r\n`
  );
}

/** One connection: `ask` sends a request, `next` is called when it is answered. */
class Client {
  #socket;
  #index;
  #next;
  #askedAt = 0;
  #head = Buffer.alloc(0);
  /** Bytes of content still to come; undefined: the head has not ended. */
  #left;

  constructor(index, next) {
    this.#index = index;
    this.#next = next;
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      failed += 1;
      if (failed >= connections) end();
    });
  }

  ask() {
    this.#askedAt = performance.now();
    this.#socket.write(requestText(first + sent, this.#index));
    sent += 1;
  }

  #read(chunk) {
    let rest = chunk;
    if (this.#left === undefined) {
      this.#head = Buffer.concat([this.#head, chunk]);
      const headEnd = this.#head.indexOf('\r\n\r\n');
      if (headEnd === -1) return;
      const length = /\r\ncontent-length: *(\d+)/i.exec(this.#head.toString('latin1', 0, headEnd));
      this.#left = Number(length?.[1] ?? 0);
      rest = this.#head.subarray(headEnd + 4);
      this.#head = Buffer.alloc(0);
    }
    this.#left -= rest.length;
    if (this.#left > 0) return;
    this.#left = undefined;
    answered += 1;
    latencies.push(performance.now() - this.#askedAt);
    this.#next(this);
  }
}

function next(client) {
  if (rate !== undefined) idle.push(client);
  else if (!isOver()) client.ask();
  if (isOver() && answered >= sent) end();
}

const clients = Array.from({ length: connections }, (_, index) => new Client(index, next));
let timer;
if (rate === undefined) {
  for (const client of clients) client.ask();
} else {
  idle.push(...clients);
  let due = 0;
  let lastAt = performance.now();
  timer = setInterval(() => {
    const now = performance.now();
    due += ((now - lastAt) / 1000) * rate;
    lastAt = now;
    for (; due >= 1; due -= 1) {
      if (isOver()) return answered >= sent ? end() : undefined;
      const client = idle.shift();
      if (client === undefined) skipped += 1;
      else client.ask();
    }
  }, 4);
}
if (forMs !== Infinity) setTimeout(end, forMs + 1000);

function end() {
  clearInterval(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (percent) => latencies[Math.floor(((latencies.length - 1) * percent) / 100)] ?? 0;
  const figures = {
    answered,
    skipped,
    failed,
    seconds,
    p50: at(50),
    p99: at(99),
    last: first + sent - 1,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
}
process.stdin.resume().on('end', end);
