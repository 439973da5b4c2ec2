import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGiven } from '../../../../src/cli/decode/given.js';

const SIGNED = 'eyJjb3VudCI6Nn0:1xVECa:vQT0dsK-iSaSMlsZvvsA9Vtbl6aIROdAYDPW7yq4v4o';

const textOf = (raw: string): string | undefined => {
  const given = readGiven(raw, false);
  return given.kind === 'text' ? given.text : undefined;
};

const pairsOf = (raw: string): readonly string[] => {
  const given = readGiven(raw, false);
  if (given.kind === 'cookies') return given.pairs.map(({ name, value }) => `${name}=${value}`);
  return given.kind === 'set-cookie'
    ? ['set', `${given.setCookie.name}=${given.setCookie.value}`]
    : [];
};

const hexOf = (raw: string, isBase64 = false): string | undefined => {
  const given = readGiven(raw, isBase64);
  return given.kind === 'bytes' ? Buffer.from(given.bytes).toString('hex') : undefined;
};

describe('a value by itself', () => {
  it.each([
    SIGNED,
    '.eJx',
    ` ${SIGNED} `,
    `"${SIGNED}"`,
    '-abc',
    '=abc',
    '',
    'gAJ9cQFYBQAAAGNvdW50cQJLBnMu',
    'ZmEyNDVhNTBhMTk2ZmRjNzVlYzQ4NTFjZDk2Y2UwODc3YmVjNWVjZjqAAn1xAVUFY291bnRxAksGcy4=',
    'OTAzY2Q1YjVhOGU5YTYwYzI1Yjk3MzUwNzMyOGM4MjljODM0ZGY1Mjp7ImNvdW50Ijo2fQ==',
    'gAJ9cQFYBQAAAGNvdW50\ncQJLBnMu\n',
    'eyJjb3VudCI6Nn0=:1xVECa:vQT0dsK',
    'pbkdf2_sha256$600000$salt$hash=',
    '{"a": "b=c; d"}',
    '8fb4bd1982745cb83742b79bbd35a2480cd41c88$[["__json_message",20,"a=b; c"]]',
    '"8fb4$[[\\"__json_message\\"\\05420\\054\\"Gr\\\\u00fc\\"]]"',
    'http://example.com/?a=b',
  ])('%j is left as it is', (raw) => {
    expect(textOf(raw)).toBe(raw);
  });

  it.each([
    ['"gAJ9\\nbQ==\\n"', 'gAJ9\nbQ==\n'],
    ['"\\u0065yJ"', 'eyJ'],
    [`"session_data": "${SIGNED}"`, SIGNED],
    [`  "session_data": "${SIGNED}",`, SIGNED],
    ['"a=b\\n"', 'a=b\n'],
  ])('%j is taken out of its JSON', (raw, text) => {
    expect(textOf(raw)).toBe(text);
    expect(readGiven(raw, false).layers[0]?.name).toBe('JSON string');
  });

  it.each([
    ['"\\x80\\x04}\\x94."', '80047d942e'],
    ["b'\\x80\\x02}q\\x01.'", '80027d71012e'],
    ['"\\x00\\n\\t\\\\\\""', '000a095c22'],
  ])('%j is bytes', (raw, hex) => {
    expect(hexOf(raw)).toBe(hex);
  });
});

describe('lines of cookies', () => {
  it.each([
    'Cookie: a=b; sessionid=x:y',
    'cookie:a=b; sessionid=x:y',
    '> Cookie: a=b; sessionid=x:y',
    'a=b; sessionid=x:y',
    "curl 'http://x/' -H 'Accept: */*' -H 'Cookie: a=b; sessionid=x:y' --compressed",
    'curl http://x/ --header "cookie: a=b; sessionid=x:y"',
    "-H 'Cookie: a=b; sessionid=x:y'",
    "curl http://x/ -b 'a=b; sessionid=x:y'",
    "curl http://x/ --cookie=$'a=b; sessionid=x\\u003ay'",
  ])('%j holds two', (raw) => {
    expect(pairsOf(raw)).toEqual(['a=b', 'sessionid=x:y']);
  });

  it.each([
    `sessionid=${SIGNED}`,
    'sessionid=',
    'csrftoken=x',
    '__Host-sessionid=x',
    'sessionid="a\\054b"',
  ])('%j is one cookie', (raw) => {
    expect(pairsOf(raw)).toEqual([raw]);
  });

  it.each([
    'Set-Cookie: sessionid=x; Path=/; HttpOnly',
    '< set-cookie:  sessionid=x; expires=Sun, 06-Dec-2026 20:40:46 GMT',
    'sessionid=x; Max-Age=1209600; Path=/',
    'sessionid=x; Secure',
  ])('%j is being set', (raw) => {
    expect(pairsOf(raw)).toEqual(['set', 'sessionid=x']);
  });

  it('of no more than a header may be long', () => {
    expect(textOf(`Cookie: a=${'b'.repeat(200_000)}`)).toBeDefined();
  });

  it('without a cookie are no lines', () => {
    expect(textOf('curl http://x/ -H "Accept: x"')).toBeDefined();
  });
});

describe('--base64', () => {
  it.each(['gAR9lC4=', 'gAR9lC4', ' gAR9\nlC4= ', '"gAR9lC4="', "b'gAR9lC4='"])(
    'takes bytes out of %j',
    (raw) => {
      expect(hexOf(raw, true)).toBe('80047d942e');
    },
  );

  it('knows both alphabets', () => {
    expect(hexOf('-_8', true)).toBe(hexOf('+/8=', true));
  });

  it.each(['', 'a', 'abcde', 'not base64', 'a:b', 'é'])('does not believe it of %j', (raw) => {
    expect(readGiven(raw, true).kind).toBe('not-base64');
  });
});

it('reads any text without throwing', () => {
  const piece = fc.constantFrom(
    'Cookie:',
    'a=b',
    ';',
    '"',
    "'",
    '\\',
    '\\x80',
    '\\n',
    ' ',
    '-H',
    'curl ',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))),
      fc.boolean(),
      (parts, is) => {
        expect(readGiven(parts.join(''), is).layers.length).toBeLessThan(3);
      },
    ),
  );
});
