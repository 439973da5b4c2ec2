import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeFilter } from '../../../src/filter/complete.js';
import type { Filterable } from '../../../src/filter/filter.js';
import { quoteValue } from '../../../src/filter/lexer.js';
import { parseFilter } from '../../../src/filter/parse-filter.js';
import { sessionTag } from '../../../src/model/ids.js';
import { summaryOf } from '../../../src/model/summary.js';
import type { WebSocketMessage } from '../../../src/model/web-socket.js';
import { payload, snapshot, user } from '../../support/snapshots.js';
import {
  COUNTING,
  content,
  LOGGED_IN,
  observationOf,
  UNREADABLE,
  type Visit,
} from '../tui/traffic.js';
import { connectionId } from '../../../src/model/ids.js';

const row = (seq: number, connection: number, visit: Visit, marked = false): Filterable => {
  const observation = observationOf(seq, connectionId(connection), visit);
  return { summary: summaryOf(observation), marked, whole: () => observation };
};

const cookie = { name: 'sessionid', value: 'abc' };
const asGrace = snapshot({
  tag: sessionTag('b0bb0b'),
  identity: { ...user('grace'), verified: false } as typeof LOGGED_IN.identity,
  payload: payload({ cart: 1 }),
});

/** Seven exchanges, told apart by a letter. */
const ROWS: Readonly<Record<string, Filterable>> = {
  a: row(1, 1, { target: '/counter/', before: COUNTING(5), after: COUNTING(6) }),
  b: row(2, 1, {
    method: 'POST',
    target: '/accounts/login/?next=/cart',
    status: 302,
    before: COUNTING(6),
    after: LOGGED_IN,
  }),
  c: row(
    3,
    12,
    { target: '/admin/users/', before: LOGGED_IN, after: LOGGED_IN, status: 403 },
    true,
  ),
  d: row(4, 2, { target: '/me/', before: UNREADABLE, after: UNREADABLE, status: 500 }),
  e: row(5, 2, {
    target: '/x/admin',
    status: 404,
    before: asGrace,
    after: asGrace,
    requestHeaders: [
      ['Host', 'shop.test:8000'],
      ['Origin', 'null'],
    ],
    cookies: { sent: [cookie], set: [], changes: [] },
  }),
  f: row(6, 3, { pending: true, target: '/events/' }),
  g: row(7, 3, {
    target: '/api/',
    responseHeaders: [['Content-Type', 'application/json; charset=utf-8']],
    responseContent: content(`{"secret": "needle"${' '.repeat(12_000)}}`),
  }),
};

function matches(text: string): string {
  const parsed = parseFilter(text);
  if (parsed.kind === 'invalid') throw new Error(parsed.message);
  return Object.entries(ROWS)
    .filter(([, candidate]) => parsed.filter.matches(candidate))
    .map(([letter]) => letter)
    .join('');
}

describe('a filter', () => {
  it.each([
    ['', 'abcdefg'],
    ['   ', 'abcdefg'],
    // bare words
    ['counter', 'a'],
    ['COUNTER', 'a'],
    ['ada', 'bc'],
    ['404', 'e'],
    ['count*/', 'ab'],
    ['"next=/cart"', 'b'],
    ['next=/cart', 'b'],
    // users
    ['user:ada', 'bc'],
    ['user:ADA', 'bc'],
    ['user:ad', ''],
    ['user:a*', 'abcfg'.replace('f', '')],
    ['who:grace', 'e'],
    ['user:anonymous', 'ag'],
    // sessions
    ['session:1a2b', 'ab'],
    ['session:s-4d5e6f', 'bc'],
    ['tag:b0bb', 'e'],
    // connections and clients
    ['connection:c1', 'ab'],
    ['conn:1', 'ab'],
    ['conn:c*', 'abcdefg'],
    ['client:u1', 'abcdefg'],
    // request and response
    ['method:post', 'b'],
    ['status:404', 'e'],
    ['status:4xx', 'ce'],
    ['status:>=400', 'cde'],
    ['status>=400', 'cde'],
    ['status:<300', 'ag'],
    ['status:400..499', 'ce'],
    ['code:302', 'b'],
    ['path:/admin', 'c'],
    ['path:admin', 'ce'],
    ['path:*/admin', 'e'],
    ['path:/accounts/login/', 'b'],
    ['path:cart', ''],
    ['query:cart', 'b'],
    ['url:cart', 'b'],
    ['path:~^/(me|api)/$', 'dg'],
    ['size:>10kB', 'g'],
    ['size:>10k', 'g'],
    ['size:1kB..1MB', 'g'],
    ['took:>10', 'abcdeg'],
    ['took:>=1s', ''],
    ['slow:0.01s..0.02s', 'abcdeg'],
    // what happened
    ['event:login', 'b'],
    ['event:rotated', 'b'],
    ['event:changed', 'ab'],
    ['changed:count', 'a'],
    ['changed:_auth_user_id', 'b'],
    ['framework:django', 'abcde'],
    ['because:store-locked', 'd'],
    // states
    ['is:marked', 'c'],
    ['is:error', 'd'],
    ['is:pending', 'f'],
    ['is:anonymous', 'ag'],
    ['is:unknown', 'd'],
    ['is:authenticated', 'bce'],
    ['is:unverified', 'e'],
    ['state:unreadable', 'd'],
    ['problem:store-locked', 'd'],
    // the whole exchange
    ['header:origin', 'e'],
    ['header:"origin: null"', 'e'],
    ['host:shop.test', 'e'],
    ['host:shop.test:8000', 'e'],
    ['cookie:sessionid', 'e'],
    ['type:json', 'g'],
    ['body:needle', 'g'],
    // how terms stand together
    ['user:ada status:403', 'c'],
    ['user:ada and status:403', 'c'],
    ['user:ada & status:403', 'c'],
    ['user:grace or status:403', 'ce'],
    ['user:grace | status:403', 'ce'],
    ['!user:ada', 'adefg'],
    ['not user:ada', 'adefg'],
    ['!(user:ada or is:anonymous)', 'def'],
    ['path:/ !is:pending (status:500 or user:grace)', 'de'],
    ['counter or me or api user:nobody', 'ad'],
    ['!!counter', 'a'],
    // mitmproxy's letters
    ['~u ^/me', 'd'],
    ['~m POST', 'b'],
    ['~c 404', 'e'],
    ['~b needle', 'g'],
    ['~h Origin', 'e'],
    ['~d shop', 'e'],
    ['~t json', 'g'],
    ['~q', 'f'],
    ['~marked', 'c'],
    ['constructor', ''],
    ['! __proto__', 'abcdefg'],
    ['! ~c 404 & ~m GET', 'acdfg'],
  ])('%s', (text, expected) => {
    expect(matches(text)).toBe(expected);
  });

  it('looks into the text messages of a WebSocket', () => {
    const { exchange, ...rest } = observationOf(8, connectionId(3), { target: '/chat/' });
    const message = (kind: 'text' | 'binary', words: string): WebSocketMessage => ({
      from: 'server',
      at: exchange.startedAt,
      kind,
      content: content(words),
    });
    const messages = [message('text', 'Hello'), message('binary', 'bytes')];
    const webSocket = { messages, clientMessages: 0, serverMessages: 2 };
    const observation = { ...rest, exchange: { ...exchange, webSocket } };
    const socket = { summary: summaryOf(observation), marked: false, whole: () => observation };
    const finds = (text: string): boolean => {
      const parsed = parseFilter(text);
      return parsed.kind === 'filter' && parsed.filter.matches(socket);
    };
    expect(['body:hello', '~b ^hell', 'body:bytes', 'body:other'].map(finds)).toEqual([
      ...[true, true, false, false],
    ]);
  });

  it('asks for the whole exchange only where it is needed, and once', () => {
    let looked = 0;
    const counted = { ...ROWS['c']!, whole: () => ((looked += 1), undefined) };
    const run = (text: string): number => {
      looked = 0;
      const parsed = parseFilter(text);
      if (parsed.kind === 'filter') parsed.filter.matches(counted);
      return looked;
    };
    expect(run('user:ada path:/admin is:marked')).toBe(0);
    expect(run('body:x or header:y')).toBe(1);
    expect(run('body:x user:grace')).toBe(0);
    expect(run('user:ada body:x')).toBe(1);
  });
});

describe('a wrong filter', () => {
  it.each([
    ['user:', 'user:', /A value is expected here, such as user:ada\./, ':'],
    ['usr:ada', 'usr', /There is no field usr: user: is one/, 'usr'],
    ['xyzzy:ada', 'xyzzy', /F1 lists the fields/, 'xyzzy'],
    ['a status:>', '>', /A number is expected here, such as 404, >=400/, '>'],
    ['status:abc', 'abc', /A number is expected/, 'abc'],
    ['event:logn', 'logn', /One of these is expected: login, logout/, 'logn'],
    ['size:5constructor', '5constructor', /A number is expected/, '5constructor'],
    ['is:constructor', 'constructor', /One of these/, 'constructor'],
    ['"open', '"open', /is not closed: add "/, '"open'],
    ['(a or b', '(', /is not closed: add \)/, '('],
    ['a)', ')', /closes nothing/, ')'],
    ['a or', 'or', /A term is expected behind or/, 'or'],
    ['a !', '!', /A term is expected behind !/, '!'],
    ['or a', 'or', /expected before this/, 'or'],
    ['()', ')', /expected before this/, ')'],
    ['path:~(', '~(', /no regular expression/, '~('],
    ['~u', 'u', /A value is expected behind ~u/, 'u'],
    ['~zz x', '~zz', /is not known; there are ~u/, '~zz'],
  ])('%s says what is wrong and where', (text, where, message, at) => {
    const parsed = parseFilter(text);
    expect(parsed.kind).toBe('invalid');
    if (parsed.kind !== 'invalid') return;
    expect(parsed.message).toMatch(message);
    expect(text.slice(parsed.start, parsed.end)).toBe(at);
    expect(where).toContain(at);
  });

  it('is found for any text without a throw, with a place in it', () => {
    const words = fc.constantFrom(
      ...['(', ')', '!', '"', ' ', 'or', 'and', 'not', '&', '|', '~', '~u', ':', '>=', '*', '\\'],
      ...['user:', 'status:', 'path:/a', 'is:marked', 'size:>1k', 'x', '\u202e', '\ud800', '..'],
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 24 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseFilter(text);
        if (parsed.kind === 'filter') {
          for (const candidate of Object.values(ROWS)) parsed.filter.matches(candidate);
          return;
        }
        expect(parsed.start).toBeGreaterThanOrEqual(0);
        expect(parsed.end).toBeLessThanOrEqual(text.length);
        expect(parsed.start).toBeLessThanOrEqual(parsed.end);
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused when it nests without end or is too long', () => {
    expect(parseFilter('('.repeat(500)).kind).toBe('invalid');
    expect(parseFilter('!'.repeat(1000) + 'a').kind).toBe('invalid');
    expect(parseFilter('a '.repeat(2000)).kind).toBe('invalid');
  });

  it('cannot be an expression that never ends', () => {
    const parsed = parseFilter('path:~^(a|a)*b$');
    const long = row(9, 1, { target: `/${'a'.repeat(5000)}` });
    expect(parsed.kind === 'filter' && parsed.filter.matches(long)).toBe(false);
  });
});

/** A tree of terms, printed and evaluated on its own. */
type Tree =
  | { readonly term: string }
  | { readonly not: Tree }
  | { readonly all: readonly Tree[] }
  | { readonly any: readonly Tree[] };

const TERMS = ['user:ada', 'status:>=400', 'is:marked', 'counter', 'event:login', 'method:GET'];

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...TERMS).map((term) => ({ term })),
    tie('tree').map((not) => ({ not })),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
  ),
}));

function printed(node: Tree): string {
  if ('term' in node) return node.term;
  if ('not' in node) return `!(${printed(node.not)})`;
  if ('all' in node) return node.all.map((part) => `(${printed(part)})`).join(' ');
  return node.any.map((part) => `(${printed(part)})`).join(' or ');
}

function holds(node: Tree, letter: string): boolean {
  if ('term' in node) return matches(node.term).includes(letter);
  if ('not' in node) return !holds(node.not, letter);
  if ('all' in node) return node.all.every((part) => holds(part, letter));
  return node.any.some((part) => holds(part, letter));
}

it('means what its parts mean together', () => {
  fc.assert(
    fc.property(tree, (node) => {
      const expected = Object.keys(ROWS).filter((letter) => holds(node, letter));
      expect(matches(printed(node))).toBe(expected.join(''));
    }),
    { numRuns: 300 },
  );
});

it('takes any text as a value in quotes', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 40 }), (value) => {
      const found = row(9, 1, { target: `/${value}` });
      const parsed = parseFilter(`url:${quoteValue(value)}`);
      const hasStar = value.includes('*');
      expect(parsed.kind).toBe('filter');
      if (parsed.kind === 'filter' && !hasStar) expect(parsed.filter.matches(found)).toBe(true);
    }),
  );
});

describe('completion', () => {
  it.each([
    ['us', 2, ['user:']],
    ['s', 1, ['session:', 'status:', 'size:', 'state:', 'set-cookie:']],
    ['path:/a ev', 10, ['event:']],
    ['event:log', 9, ['login', 'logout', 'logged-in', 'logged-out']],
    ['event:logi', 10, ['login']],
    ['is:mar', 6, ['marked']],
    ['user:a', 6, []],
    ['xyzzy', 5, []],
  ])('of %s', (text, cursor, candidates) => {
    const completion = completeFilter(text, cursor);
    expect(completion.candidates.toSorted()).toEqual(candidates.toSorted());
    expect(text.slice(completion.start, cursor)).toMatch(/^[A-Za-z]*$/);
  });
});
