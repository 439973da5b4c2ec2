import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { HeaderSection } from '../../../../src/model/message.js';
import { curlCommand } from '../../../../src/tui/copy/curl.js';
import { content, observationOf, type Visit } from '../traffic.js';
import { connectionId } from '../../../../src/model/ids.js';

const ORIGIN = 'http://127.0.0.1:9000';

const commandOf = (visit: Visit): string =>
  curlCommand(observationOf(1, connectionId(1), visit).exchange, ORIGIN);

/** The words of each command line as bash reads them, as latin1: one character per byte. */
function wordsOf(commands: readonly string[]): readonly (readonly string[])[] {
  const script = commands
    .map(
      (command) => `words() { printf '%s\\0' "$@"; }; words ${command}\nprintf 'END OF WORDS\\0'`,
    )
    .join('\n');
  const out = execFileSync('bash', ['--norc', '-c', script], { env: { LC_ALL: 'C' } });
  return out
    .toString('latin1')
    .split('END OF WORDS\0')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1));
}

const NASTY: readonly string[] = [
  'plain',
  '',
  ' ',
  "it's",
  '"double"',
  '$HOME ${HOME} $(id) `id`',
  "\\ \\\\ \\n \\x41 \\'",
  "\\'",
  "'; rm -rf / #",
  '!history !!',
  '* ? ~ ~root [a-z] {a,b}',
  '; | & && || > < ( ) #',
  'line\nfeed\r\ntab\tend',
  '\x1b[31m\x07\x08\x7f\x01',
  '\x80\xff\xc3\xa9',
  '\xe2\x80\xae',
  'x\x0a1',
  '%s %n %%',
  '-X --evil',
  '=ls',
  '@/etc/passwd',
  "$'x'",
];

describe('the curl command', () => {
  it('is read by bash as exactly the words that were meant, whatever is in them', () => {
    const cases = NASTY.map((nasty) => ({
      visit: {
        target: `/${nasty}`,
        requestHeaders: [
          ['Host', '127.0.0.1:9000'],
          ['X-Nasty', nasty],
          ['Content-Type', 'application/octet-stream'],
        ] satisfies HeaderSection,
        requestContent: content(Buffer.from(`<${nasty}>`, 'latin1')),
        method: 'PUT',
      },
      expected: [
        'curl',
        '-X',
        'PUT',
        ...(/[[\]{}]/.test(nasty) ? ['--globoff'] : []),
        `${ORIGIN}/${nasty}`,
        '-H',
        nasty === '' ? 'X-Nasty;' : `X-Nasty: ${nasty}`,
        '-H',
        'Content-Type: application/octet-stream',
        '--data-raw',
        `<${nasty}>`,
      ],
    }));
    const words = wordsOf(cases.map(({ visit }) => commandOf(visit)));
    expect(words).toEqual(cases.map(({ expected }) => expected));
  });

  it('holds every byte but NUL in a body', () => {
    const bytes = Uint8Array.from({ length: 255 }, (_, index) => index + 1);
    const requestHeaders = [['Content-Type', 'application/octet-stream']] as const;
    const [words] = wordsOf([
      commandOf({ method: 'POST', requestHeaders, requestContent: content(bytes) }),
    ]);
    expect(words?.at(-1)).toBe(Buffer.from(bytes).toString('latin1'));
  });

  it('is one line of ASCII', () => {
    for (const nasty of NASTY) {
      expect(commandOf({ target: `/${nasty}`, method: nasty })).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  it.each<[string, Visit, string]>([
    ['a GET', {}, `curl ${ORIGIN}/page/1`],
    ['a HEAD', { method: 'HEAD', target: '/' }, `curl --head ${ORIGIN}/`],
    ['a DELETE', { method: 'DELETE', target: '/' }, `curl -X DELETE ${ORIGIN}/`],
    ['a POST without content', { method: 'POST', target: '/' }, `curl -X POST ${ORIGIN}/`],
    [
      'a POST',
      { method: 'POST', target: '/', requestContent: content('a=1&b=2') },
      `curl ${ORIGIN}/ --data-raw 'a=1&b=2'`,
    ],
    [
      'a GET with content',
      { target: '/', requestContent: content('x') },
      `curl -X GET ${ORIGIN}/ --data-raw x`,
    ],
    [
      'another host, cookies and compression',
      {
        target: '/',
        requestHeaders: [
          ['Host', 'shop.test'],
          ['Cookie', 'sessionid=abc; csrftoken=def'],
          ['Accept-Encoding', 'gzip'],
          ['Connection', 'keep-alive'],
          ['Content-Length', '0'],
        ],
      },
      `curl ${ORIGIN}/ -H 'Host: shop.test' -H 'Cookie: sessionid=abc; csrftoken=def' --compressed`,
    ],
    [
      'an absolute target',
      { target: 'http://shop.test/x', requestHeaders: [] },
      'curl http://shop.test/x',
    ],
    ['brackets in the query', { target: '/?a[]=1' }, `curl --globoff '${ORIGIN}/?a[]=1'`],
    ['dots in the path', { target: '/a/../b' }, `curl --path-as-is ${ORIGIN}/a/../b`],
    [
      'content that was cut',
      {
        method: 'POST',
        target: '/',
        requestContent: { ...content('abc'), sizeBytes: 9, truncated: true },
      },
      `curl ${ORIGIN}/ --data-raw abc # only the first 3 bytes`,
    ],
    [
      'a NUL byte',
      { method: 'POST', target: '/', requestContent: content('a\0b') },
      `curl ${ORIGIN}/ --data-raw $'a\\x00b' # ends at the first NUL byte: no command line can hold one`,
    ],
  ])('%s', (_name, visit, expected) => {
    expect(commandOf(visit)).toBe(expected);
  });
});

it('quotes a body that zsh would take for the name of a program', () => {
  expect(commandOf({ method: 'POST', requestContent: content('=ls') })).toContain(
    "--data-raw '=ls'",
  );
});

describe('passwords', () => {
  const SECRET = 'lovelace';
  const multipart = (...parts: readonly string[]) => content(parts.join('\r\n'));
  const part = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}`;

  it.each<[string, Visit]>([
    ['a form', { requestContent: content(`username=ada&password=${SECRET}`) }],
    ['JSON', { requestContent: content(`{"password": "${SECRET}", "a": 1}`) }],
    ['the query', { target: `/login/?password=${SECRET}&next=/` }],
    ['a Referer', { requestHeaders: [['Referer', `${ORIGIN}/?password=${SECRET}`]] }],
    ['Basic credentials', { requestHeaders: [['Authorization', `Basic ${SECRET}`]] }],
    [
      'a multipart form',
      {
        requestHeaders: [['Content-Type', 'multipart/form-data; boundary=b']],
        requestContent: multipart(part('user', 'ada'), part('password', SECRET), '--b--'),
      },
    ],
    [
      'a multipart form that was cut',
      {
        requestHeaders: [['Content-Type', 'multipart/form-data; boundary=b']],
        requestContent: multipart(part('new_password1', SECRET)),
      },
    ],
  ])('are left out of %s', (_name, visit) => {
    const command = commandOf({ method: 'POST', ...visit });
    expect(command).not.toContain(SECRET);
    expect(command).toContain('••••');
  });

  it('do not take the other parts with them', () => {
    const command = commandOf({
      method: 'POST',
      requestHeaders: [['Content-Type', 'multipart/form-data; boundary=b']],
      requestContent: multipart(
        part('user', 'ada'),
        part('password', SECRET),
        part('next', '/a'),
        '--b--',
      ),
    });
    expect(command).toContain('ada');
    expect(command).toContain('/a\\x0d\\x0a--b--');
  });

  it('are left out of a part whose name is not in quotes', () => {
    const command = commandOf({
      method: 'POST',
      requestHeaders: [['Content-Type', 'multipart/form-data; boundary=b']],
      requestContent: multipart('--b\r\nContent-Disposition: form-data; name=kennwort', '', SECRET),
    });
    expect(command).not.toContain(SECRET);
  });

  it('are looked for in time that grows with the content', () => {
    const requestContent = content('name="pass"\r\n\r\n'.repeat(20_000));
    const requestHeaders = [['Content-Type', 'multipart/form-data; boundary=b']] as const;
    const start = performance.now();
    commandOf({ method: 'POST', requestHeaders, requestContent });
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
