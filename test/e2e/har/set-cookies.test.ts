/** Cookies as they were set, in the recording: judged by a reader of its own that goes by the specification. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HarCookie, HarEntry } from '../../../src/har/types.js';
import { importSpy } from '../../support/dist.js';
import { exchangeRaw, get } from '../../support/raw-client.js';
import { startRawOrigin } from '../../support/raw-origin.js';
import { FRAMEWORK_LINES, generatedLines } from '../../support/set-cookie-lines.js';
import { referenceSetCookie } from '../../support/set-cookie-reference.js';

const LINES = [...FRAMEWORK_LINES, ...generatedLines(300, 20_261_125)];
/** As many as a response's header section has room for. */
const PER_RESPONSE = 10;

const folder = mkdtempSync(join(tmpdir(), 'sessionspy-set-cookies-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Recorded {
  readonly line: string;
  readonly cookie: HarCookie;
  readonly startedAt: number;
}

async function record(redact: 'off' | 'safe'): Promise<readonly Recorded[]> {
  const har = join(folder, `${redact}.har`);
  const { startSpy } = await importSpy();
  const origin = await startRawOrigin(({ socket, received }) => {
    let answered = 0;
    received.onChange(() => {
      const asked = [...received.text.matchAll(/^GET \/(\d+) [^]*?\r\n\r\n/gm)];
      for (const [, from] of asked.slice(answered)) {
        const lines = LINES.slice(Number(from), Number(from) + PER_RESPONSE);
        const fields = lines.map((line) => `Set-Cookie: ${line}\r\n`).join('');
        socket.write(Buffer.from(`HTTP/1.1 204 No Content\r\n${fields}\r\n`, 'latin1'));
      }
      answered = asked.length;
    });
  });
  const spy = await startSpy({ target: `127.0.0.1:${origin.port}`, har, redact });
  const { port } = new URL(spy.url);
  for (let from = 0; from < LINES.length; from += PER_RESPONSE) {
    await exchangeRaw(Number(port), get(`/${from}`, 'Connection: close\r\n'));
  }
  await spy.close();
  await origin.close();
  // Ours: its shape is checked by the compiler where it is written.
  const { log } = JSON.parse(readFileSync(har, 'utf8')) as { log: { entries: HarEntry[] } };
  // They stand in the order in which they settled.
  const entries = log.entries.toSorted((a, b) => a._sessionspy.seq - b._sessionspy.seq);
  const cookies = entries.flatMap(({ startedDateTime, response }) =>
    response.cookies.map((cookie) => ({ cookie, startedAt: Date.parse(startedDateTime) })),
  );
  expect(cookies.length).toBe(LINES.length);
  return cookies.map((each, index) => ({ ...each, line: LINES[index] ?? '' }));
}

const EARLIEST = Date.parse('1601-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** The entry that a line must have; the value apart. */
function expected({ line, startedAt }: Recorded): object {
  const { name, path, domain, expires, maxAge, httpOnly, secure, sameSite, partitioned } =
    referenceSetCookie(line);
  const isSentDate = maxAge === undefined || (maxAge <= 0 && (expires ?? Infinity) <= startedAt);
  const date = isSentDate ? expires : startedAt + maxAge * 1000;
  return {
    name,
    ...(path === undefined ? {} : { path }),
    ...(domain === undefined ? {} : { domain }),
    ...(date === undefined
      ? {}
      : { expires: new Date(Math.min(LATEST, Math.max(EARLIEST, date))).toISOString() }),
    httpOnly,
    secure,
    ...(sameSite === undefined ? {} : { sameSite }),
    ...(maxAge === undefined ? {} : { _maxAge: maxAge }),
    ...(partitioned ? { _partitioned: true } : {}),
  };
}

const restOf = (line: string): string => (line.includes(';') ? line.slice(line.indexOf(';')) : '');

describe('333 set-cookie-strings', () => {
  let off: readonly Recorded[];
  let safe: readonly Recorded[];
  beforeAll(async () => {
    off = await record('off');
    safe = await record('safe');
  });

  it('are many, and differ in all that they may have', () => {
    expect(LINES.length).toBe(333);
    const all = LINES.map(referenceSetCookie);
    for (const key of ['path', 'domain', 'expires', 'maxAge', 'sameSite'] as const) {
      expect(all.filter((cookie) => cookie[key] !== undefined).length, key).toBeGreaterThan(40);
    }
    for (const key of ['httpOnly', 'secure', 'partitioned'] as const) {
      expect(all.filter((cookie) => cookie[key]).length, key).toBeGreaterThan(30);
    }
  });

  it('are in the recording exactly as they were sent', () => {
    for (const each of off) {
      const { value } = referenceSetCookie(each.line);
      expect(each.cookie, each.line).toEqual({ ...expected(each), value, _raw: each.line });
    }
  });

  it('keep their attributes where values are replaced', () => {
    for (const each of safe) {
      const { value, _raw, ...rest } = each.cookie;
      const sent = referenceSetCookie(each.line);
      expect(rest, each.line).toEqual(expected(each));
      expect(restOf(_raw ?? ''), each.line).toBe(restOf(each.line));
      if (value === sent.value) expect(_raw).toBe(each.line);
      else expect(value).toMatch(/^"?‹redacted(?::[sv]-[0-9a-f]+)?›"?$/);
    }
    const replaced = safe.filter(
      ({ line, cookie }) => cookie.value !== referenceSetCookie(line).value,
    );
    expect(replaced.length).toBeGreaterThan(60);
    expect(replaced.length).toBeLessThan(250);
  });
});
