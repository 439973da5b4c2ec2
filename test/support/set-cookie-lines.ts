/**
 * Set-Cookie lines to try a recording with: those that frameworks write, and as many as are asked for from a
 * seed, over all attributes, spellings, dates and sizes. Text of one character a byte.
 */

/** Written out after what each framework sends, deletions above all. */
export const FRAMEWORK_LINES: readonly string[] = [
  // Django 1.0, 1.11, 4.2: session, deletion, CSRF, messages.
  'sessionid=0c7ac1d2e3f4a5b6c7d8e9f0a1b2c3d4; expires=Thu, 10-Dec-2026 10:00:00 GMT; Max-Age=1209600; Path=/',
  'sessionid=k3j2h1g0f9e8d7c6b5a4z3y2x1w0v9u8; expires=Thu, 10 Dec 2026 10:00:00 GMT; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax',
  'sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax',
  'sessionid=; expires=Thu, 01-Jan-1970 00:00:00 GMT; Max-Age=0; Path=/',
  'csrftoken=aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW; expires=Thu, 26 Nov 2026 10:00:00 GMT; Max-Age=31449600; Path=/; SameSite=Lax; Secure',
  'messages="W1tcIl9fanNvbl9tZXNzYWdlXCIsMCwyNSxcImhpXCJdXQ:1tY:abc"; HttpOnly; Path=/; SameSite=Lax',
  // Rails: encrypted session, deletion.
  '_shop_session=dGhl%2FZW5jcnlwdGVk--aXY%3D--dGFn%3D%3D; path=/; HttpOnly; SameSite=Lax',
  'remember_token=; path=/; max-age=0; expires=Thu, 01 Jan 1970 00:00:00 GMT',
  '_shop_session=x; domain=.shop.test; path=/; expires=Thu, 26 Nov 2026 10:00:00 -0000; secure; HttpOnly',
  // Express: session, clearCookie, cookie-session and its signature.
  'connect.sid=s%3AN2x0aGlzLWlzLWFuLWlk.c2lnbmF0dXJl%2Bx; Path=/; Expires=Thu, 26 Nov 2026 10:00:00 GMT; HttpOnly; SameSite=Strict',
  'connect.sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
  'sess=eyJ2aWV3cyI6MX0=; path=/; httponly',
  'sess.sig=Z2VoZWltLXNpZ25hdHVy; path=/; expires=Thu, 26 Nov 2026 10:00:00 GMT; httponly',
  'p=1; Max-Age=3600; Path=/; Expires=Wed, 25 Nov 2026 11:00:00 GMT; Priority=High; Partitioned; Secure; SameSite=None',
  // Laravel and Symfony: session, forgotten, `deleted`.
  'laravel_session=eyJpdiI6IkFBPT0iLCJ2YWx1ZSI6IkJCIiwibWFjIjoiY2MifQ%3D%3D; expires=Thu, 26-Nov-2026 12:00:00 GMT; Max-Age=7200; path=/; httponly; samesite=lax',
  'XSRF-TOKEN=eyJpdiI6IkRER%3D; expires=Thu, 26 Nov 2026 12:00:00 GMT; Max-Age=7200; path=/; samesite=lax',
  'REMEMBERME=deleted; expires=Tue, 25-Nov-2025 08:49:26 GMT; Max-Age=0; path=/; httponly',
  // PHP.
  'PHPSESSID=q1w2e3r4t5y6u7i8o9p0a1s2d3; path=/',
  'PHPSESSID=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0; path=/',
  'cart=a%3A1%3A%7Bi%3A0%3Bs%3A1%3A%22x%22%3B%7D; expires=Fri, 27-Nov-2026 10:00:00 GMT; Max-Age=172800; path=/; domain=shop.test; secure; HttpOnly; SameSite=Strict',
  // ASP.NET, old and Core.
  'ASP.NET_SessionId=l2xk4v55hq1j2k45ajyq3d55; path=/; HttpOnly; SameSite=Lax',
  '.ASPXAUTH=; expires=Mon, 11-Oct-1999 22:00:00 GMT; path=/; HttpOnly; SameSite=Lax',
  '.ASPXAUTH=0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF; expires=Thu, 26-Nov-2026 10:00:00 GMT; path=/; HttpOnly',
  '.AspNetCore.Cookies=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/; samesite=lax; httponly',
  '.AspNetCore.Antiforgery.x=CfDJ8Abc_-; path=/; samesite=strict; httponly',
  // Servlets, Flask, Phoenix, Play, Go, ASP classic.
  'JSESSIONID=1A2B3C4D5E6F708192A3B4C5D6E7F809; Path=/app; Secure; HttpOnly',
  'JSESSIONID="1A2B.node1"; Version=1; Path="/app"; Max-Age=0; Expires=Thu, 01-Jan-1970 00:00:10 GMT',
  'session=eyJfZnJlc2giOmZhbHNlfQ.Zz.sig; Expires=Sun, 26 Dec 2026 10:00:00 GMT; HttpOnly; Path=/',
  'session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/',
  '_app_key=SFMyNTY.g3QAAAABbQ.sig; path=/; HttpOnly',
  'PLAY_SESSION=; Max-Age=-86400; Expires=Tue, 24 Nov 2026 10:00:00 GMT; Path=/; HTTPOnly',
  'go=x; Path=/; Expires=Mon, 01 Jan 0001 00:00:00 GMT; Max-Age=0',
  'ASPSESSIONIDQQ=ABCDEFGHIJKLMNOPQRSTUVWX; path=/',
];

/** mulberry32: the same numbers for the same seed on every machine. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const NAMES = [
  'a',
  'theme',
  'sessionid',
  '__Host-x',
  '__Secure-id',
  'csrf_token',
  'x.y-z',
  '\xe9t\xe9',
  '',
  '[0]',
];
const VALUES = [
  '',
  '1',
  '""',
  '"quoted, text"',
  'a=b=c',
  'caf\xe9',
  '\xff\x80',
  'two words',
  '%E2%82%AC',
  'eyJh.bGci.x',
  '{"a":1}',
  'Zk3xQ9vB7nM1cL5pR8sT2wY6',
  '\\"',
  'a,b',
  "it's",
  'x'.repeat(3000),
  '\ttab',
];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const BROKEN_DATES = [
  '',
  '0',
  '-1',
  'never',
  'Session',
  'Thu, 32 Jan 2026 00:00:00 GMT',
  'Thu, 30 Feb 2026 00:00:00 GMT',
  'Thu, 01 Jan 1600 00:00:00 GMT',
  'Thu, 01 Jan 2026 24:00:00 GMT',
  'Thu, 01 Jan 2026',
  '2026-11-25T10:00:00Z',
  '1 jan 70 1:2:3',
  'Jan 1 2026 10:00:00',
  '10:00:00 2026 nov 5',
  'Thu, 01 Jan 20266 00:00:00 GMT',
  'Thu; 01 Jan 2026 00:00:00',
  'Thu, 01 January 2026 00:00:00.123 GMT+0100 (CET)',
  '"Thu, 01 Jan 2026 00:00:00 GMT"',
];

/** `count` lines, the same for the same seed. */
export function generatedLines(count: number, seed: number): readonly string[] {
  const next = numbersFrom(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = (texts: readonly string[]): string => texts[below(texts.length)] ?? '';
  const cased = (text: string): string =>
    pick([
      text,
      text,
      text.toLowerCase(),
      text.toUpperCase(),
      text.replace(/(.)(.)/g, (_, even: string, odd: string) => even + odd.toUpperCase()),
    ]);
  const blank = (): string => pick(['', '', ' ', '  ', '\t']);
  const date = (): string => {
    const at = new Date(
      Date.UTC(1970 + below(80), below(12), 1 + below(31), below(24), below(60), below(60)),
    );
    const [day, month] = [at.getUTCDay(), MONTHS[at.getUTCMonth()] ?? ''];
    const [of, year] = [String(at.getUTCDate()).padStart(2, '0'), at.getUTCFullYear()];
    const clock = at.toISOString().slice(11, 19);
    const short = String(year % 100).padStart(2, '0');
    return pick([
      `${DAYS[day] ?? ''}, ${of} ${month} ${year} ${clock} GMT`, // RFC 9110
      `${DAYS[day] ?? ''}, ${of}-${month}-${year} ${clock} GMT`, // Netscape
      `${LONG_DAYS[day] ?? ''}, ${of}-${month}-${short} ${clock} GMT`, // RFC 850
      `${DAYS[day] ?? ''} ${month} ${String(at.getUTCDate()).padStart(2)} ${clock} ${year}`, // asctime
      pick(BROKEN_DATES),
    ]);
  };
  const attribute = (): string => {
    const equals = `${blank()}=${blank()}`;
    const named = (name: string, values: readonly string[]): string =>
      cased(name) + equals + pick(values);
    switch (below(9)) {
      case 0:
        return cased('Expires') + equals + date();
      case 1:
        return named('Max-Age', [
          '0',
          '-1',
          '3600',
          '31536000',
          '',
          '1.5',
          '+5',
          'x',
          '007',
          '"60"',
          '99999999999999999999',
        ]);
      case 2:
        return named('Domain', [
          'app.test',
          '.App.Test',
          '',
          '.',
          '..x.test',
          'other.test',
          '127.0.0.1',
          'm\xfcnchen.test',
        ]);
      case 3:
        return named('Path', [
          '/',
          '/a/b',
          '',
          'relative',
          '/caf\xe9',
          '"/quoted"',
          '/' + 'p'.repeat(1100),
        ]);
      case 4:
        return pick([cased('Secure'), named('Secure', ['', 'false'])]);
      case 5:
        return pick([cased('HttpOnly'), named('HttpOnly', ['0'])]);
      case 6:
        return named('SameSite', ['Lax', 'Strict', 'None', 'none', 'default', '', '"Lax"']);
      case 7:
        return cased('Partitioned');
      default:
        return pick([
          'Priority=High',
          'Version=1',
          '',
          ' ',
          '=',
          '=x',
          'Comment="a b"',
          'x\xffy=\xfe',
          'Secure1',
          'Max-Age',
          'Path',
        ]);
    }
  };
  return Array.from({ length: count }, () => {
    const name = pick(NAMES);
    const pair = below(12) === 0 ? pick(VALUES) : `${name}${blank()}=${blank()}${pick(VALUES)}`;
    const attributes = Array.from({ length: below(7) }, attribute);
    return [pair, ...attributes]
      .map((part) => blank() + part + blank())
      .join(';')
      .replace(/^[ \t]+|[ \t]+$/g, '');
  });
}
