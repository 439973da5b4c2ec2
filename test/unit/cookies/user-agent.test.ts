import fc from 'fast-check';
import { CookieJar } from 'tough-cookie';
import { describe, expect, it } from 'vitest';
import { heldCookie } from '../../../src/cookies/held-cookie.js';
import { MAX_COOKIES } from '../../../src/cookies/jar-store.js';
import { parseSetCookie } from '../../../src/cookies/set-cookie.js';
import { UserAgent } from '../../../src/cookies/user-agent.js';
import { targetUri, type Scheme, type TargetUri } from '../../../src/http/target-uri.js';
import { connectionId } from '../../../src/model/ids.js';
import type { EpochMs } from '../../../src/model/time.js';

const DAY_MS = 86_400_000;
// Milliseconds since the epoch.
const at = (ms: number): EpochMs => ms as EpochMs;

const uri = (target: string, host = 'localhost:9000', scheme: Scheme = 'http'): TargetUri =>
  targetUri({ method: 'GET', target, headers: [['Host', host]] }, scheme);

const give = (agent: UserAgent, line: string, where: TargetUri, now = 0): void => {
  const since = { now: at(now), connection: connectionId(1) };
  const cookie = heldCookie(parseSetCookie(line), where, at(now));
  agent.hold({ cookie, since, by: 'app', confirmed: false, saidWithheld: false }, where);
};

const sends = (agent: UserAgent, where: TargetUri, now = 0): string[] =>
  agent.cookiesFor(where, at(now)).map(({ cookie }) => `${cookie.name}=${cookie.value}`);

describe('heldCookie', () => {
  it('takes the default path and the host where the app named none', () => {
    const held = heldCookie(parseSetCookie('a=1'), uri('/shop/cart?x'), at(0));
    expect(held).toMatchObject({ path: '/shop', domain: 'localhost', hostOnly: true });
    expect(held).not.toHaveProperty('expiresAt');
  });

  it('prefers Max-Age to Expires, whatever their order', () => {
    const line = 'a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT';
    expect(heldCookie(parseSetCookie(line), uri('/'), at(5000)).expiresAt).toBe(15_000);
  });

  it('keeps nothing for longer than 400 days', () => {
    const held = heldCookie(parseSetCookie('a=1; Max-Age=9999999999'), uri('/'), at(DAY_MS));
    expect(held.expiresAt).toBe(401 * DAY_MS);
  });

  it('sees a Domain that is the host itself and no more as host-only', () => {
    const hostOnly = (line: string, host: string): boolean =>
      heldCookie(parseSetCookie(line), uri('/', host), at(0)).hostOnly;
    expect(hostOnly('a=1; Domain=localhost', 'localhost')).toBe(true);
    expect(hostOnly('a=1; Domain=127.0.0.1', '127.0.0.1')).toBe(true);
    expect(hostOnly('a=1; Domain=example.com', 'example.com')).toBe(false);
  });
});

describe('UserAgent', () => {
  it('sends longer paths first, then older cookies, and ignores the port', () => {
    const agent = new UserAgent();
    give(agent, 'new=1; Path=/', uri('/'), 20);
    give(agent, 'old=1; Path=/', uri('/'), 10);
    give(agent, 'deep=1; Path=/a/b', uri('/'), 30);
    expect(sends(agent, uri('/a/b/c', 'localhost:3000'), 40)).toEqual(['deep=1', 'old=1', 'new=1']);
    expect(sends(agent, uri('/a/bc'), 40)).toEqual(['old=1', 'new=1']);
    expect(sends(agent, uri('/', 'example.com'), 40)).toEqual([]);
  });

  it('judges expiry by the time it is given, however often it is asked', () => {
    const agent = new UserAgent();
    give(agent, 'a=1; Max-Age=10', uri('/'), 1000);
    for (const now of [1000, 5000, 10_999]) expect(sends(agent, uri('/'), now)).toEqual(['a=1']);
    expect(sends(agent, uri('/'), 11_000)).toEqual([]);
  });

  it('sends Secure cookies over https and to this machine', () => {
    const agent = new UserAgent();
    give(agent, 's=1; Secure', uri('/', 'example.com', 'https'));
    give(agent, 's=1; Secure', uri('/'));
    expect(sends(agent, uri('/', 'example.com', 'https'))).toEqual(['s=1']);
    expect(sends(agent, uri('/', 'example.com', 'http'))).toEqual([]);
    expect(sends(agent, uri('/'))).toEqual(['s=1']);
  });

  it.each(['=v', 'novalue'])('holds the nameless cookie of %s', (line) => {
    const agent = new UserAgent();
    give(agent, line, uri('/'));
    expect(sends(agent, uri('/'))).toEqual([line.startsWith('=') ? line : `=${line}`]);
  });

  it.each(['test', 'example', 'local', 'mybox', '[::1]:9000', '127.0.0.1:1'])(
    'works for the host %s',
    (host) => {
      const agent = new UserAgent();
      give(agent, 'a=1', uri('/', host));
      expect(sends(agent, uri('/x', host))).toEqual(['a=1']);
    },
  );

  it.each(['a b', 'x^y', '%%', 'a_b..c', '[::1', 'caf\u00e9'])(
    'works for a host that is no valid URL: %s',
    (host) => {
      const agent = new UserAgent();
      give(agent, 'a=1', uri('/', host));
      expect(sends(agent, uri('/x', host))).toEqual(['a=1']);
    },
  );

  it('finds a cookie of the whole of localhost on a name below it', () => {
    const agent = new UserAgent();
    give(agent, 'a=1; Domain=b.localhost', uri('/', 'a.b.localhost'));
    expect(sends(agent, uri('/', 'a.b.localhost'))).toEqual(['a=1']);
    expect(sends(agent, uri('/', 'c.b.localhost'))).toEqual(['a=1']);
  });

  it('compares paths as written, without decoding them', () => {
    const agent = new UserAgent();
    give(agent, 'escaped=1; Path=/caf%C3%A9', uri('/'));
    give(agent, 'plain=1; Path=/cafe', uri('/'));
    give(agent, 'broken=1; Path=/%', uri('/'));
    expect(sends(agent, uri('/caf%C3%A9/menu'))).toEqual(['escaped=1']);
    expect(sends(agent, uri('/caf%65'))).toEqual([]);
    expect(sends(agent, uri('/%/x'))).toEqual(['broken=1']);
  });

  it('holds 180 cookies; those set longest ago go first', () => {
    const agent = new UserAgent();
    for (let i = 0; i < MAX_COOKIES; i += 1) give(agent, `c${i}=1`, uri('/'), i);
    give(agent, 'c0=2', uri('/'), 500);
    for (let i = 0; i < 20; i += 1) give(agent, `d${i}=1; Path=/${i}`, uri('/'), 600);
    const names = agent.all().map(({ cookie }) => cookie.name);
    expect(names).toHaveLength(MAX_COOKIES);
    expect(names).toContain('c0');
    expect(names).not.toContain('c1');
    expect(names).not.toContain('c20');
    expect(names).toContain('c21');
  });

  it('takes out the very cookie and not its successor', () => {
    const agent = new UserAgent();
    give(agent, 'a=1', uri('/'));
    const [first] = agent.all();
    give(agent, 'a=2', uri('/'));
    agent.drop(first!.cookie);
    expect(sends(agent, uri('/'))).toEqual(['a=2']);
    agent.drop(agent.all()[0]!.cookie);
    expect(agent.all()).toEqual([]);
  });

  it('sends what a plain tough-cookie jar sends, where that has no quirk', () => {
    const host = fc.constantFrom('www.example.com', 'example.com', 'a.b.example.com');
    const path = fc.constantFrom('/', '/a', '/a/', '/a/b', '/ab');
    const line = fc
      .tuple(
        fc.constantFrom('a', 'b', 'c'),
        fc.constantFrom('1', '2'),
        fc.constantFrom('', '; Path=/', '; Path=/a', '; Path=/a/b', '; Path=x'),
        fc.constantFrom('', '; Domain=example.com', '; Domain=b.example.com'),
        fc.constantFrom('', '; Secure'),
      )
      .map(([name, value, ...attributes]) => `${name}=${value}${attributes.join('')}`);
    const script = fc.array(fc.tuple(line, host, path), { maxLength: 12 });
    fc.assert(
      fc.property(script, host, path, (lines, askedHost, askedPath) => {
        const agent = new UserAgent();
        const jar = new CookieJar();
        lines.forEach(([text, setHost, setPath], i) => {
          const set = jar.setCookieSync(text, `https://${setHost}${setPath}`, {
            ignoreError: true,
            now: new Date(i),
          });
          if (set !== undefined) give(agent, text, uri(setPath, setHost, 'https'), i);
        });
        const expected = jar.getCookieStringSync(`http://${askedHost}${askedPath}`);
        expect(sends(agent, uri(askedPath, askedHost)).join('; ')).toBe(expected);
      }),
    );
  });
});
