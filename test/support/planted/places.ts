/**
 * Where a web app's secrets pass: one line for each place, with the secrets that are found there. A
 * place is one exchange, or several of which the first announces the secret and the others repeat it.
 */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { JsonValue } from '../../../src/demo/signing.js';
import * as make from './secrets.js';

export interface Sent {
  readonly method?: string;
  /** Path and query; what stands before it says which secret it belongs to. */
  readonly target?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
}

export interface Answered {
  readonly status?: number;
  readonly reason?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
}

export interface Step extends Sent {
  readonly answer?: Answered;
  /** The session that the app's store holds while the request is answered. */
  readonly session?: Readonly<Record<string, JsonValue>>;
  /** A WebSocket over which these texts go. */
  readonly socket?: { readonly client?: string; readonly server?: string };
}

export interface Place {
  readonly name: string;
  readonly make: () => string;
  readonly steps: (secret: string) => readonly Step[];
  /** A password leaves no pseudonym. */
  readonly leaves?: 'nothing';
}

const FORM = ['Content-Type', 'application/x-www-form-urlencoded'] as const;
const JSON_TYPE = ['Content-Type', 'application/json'] as const;
const HTML = ['Content-Type', 'text/html; charset=utf-8'] as const;
const uri = encodeURIComponent;

const header =
  (name: string, write = (secret: string): string => secret) =>
  (secret: string) => [{ headers: [[name, write(secret)]] } as Step];
const target = (write: (secret: string) => string) => (secret: string) => [
  { target: write(secret) } as Step,
];
const form = (write: (secret: string) => string) => (secret: string) => [
  { method: 'POST', headers: [FORM], body: write(secret) } as Step,
];
const json = (write: (secret: string) => unknown) => (secret: string) => [
  { method: 'POST', headers: [JSON_TYPE], body: JSON.stringify(write(secret)) } as Step,
];
const posted = (type: string, write: (secret: string) => string) => (secret: string) => [
  { method: 'POST', headers: [['Content-Type', type]], body: write(secret) } as Step,
];
const answered = (name: string, write: (secret: string) => string) => (secret: string) => [
  { answer: { headers: [[name, write(secret)]] } } as Step,
];
const page = (write: (secret: string) => string, type: readonly [string, string] = HTML) => {
  return (secret: string): readonly Step[] => [
    { answer: { headers: [type], body: `<!doctype html><p>Hello</p>\n${write(secret)}\n` } },
  ];
};
const text = (type: string, write: (secret: string) => string) => (secret: string) => [
  { answer: { headers: [['Content-Type', type]], body: write(secret) } } as Step,
];
const coded =
  (coding: string, code: (text: string) => Buffer, write: (secret: string) => string) =>
  (secret: string) => [
    {
      answer: { headers: [HTML, ['Content-Encoding', coding]], body: code(write(secret)) },
    } as Step,
  ];
const multipart = (head: string, write = (secret: string): string => secret) =>
  posted('multipart/form-data; boundary=X1y2', (secret) =>
    [
      '--X1y2\r\nContent-Disposition: form-data; name="title"\r\n\r\nHello\r\n',
      `--X1y2\r\nContent-Disposition: form-data; ${head}\r\n\r\n${write(secret)}\r\n--X1y2--\r\n`,
    ].join(''),
  );
const session = (write: (secret: string) => Readonly<Record<string, JsonValue>>) => {
  return (secret: string): readonly Step[] => [{ session: { n: 1 } }, { session: write(secret) }];
};
/** Announced in a header, then repeated where nothing announces it. */
const echoed = (write: (secret: string) => Step) => (secret: string) => [
  { headers: [['X-Auth-Token', secret]] } as Step,
  write(secret),
];
/** Typed into a login form, then repeated where nothing announces it. */
const typed = (write: (secret: string) => Step) => (secret: string) => [
  { method: 'POST', headers: [FORM], body: `user=ada&password=${uri(secret)}` } as Step,
  write(secret),
];

const said = (body: string, type: readonly [string, string] = HTML): Step => ({
  answer: { headers: [type], body },
});
const htmlEscaped = (value: string): string =>
  value.replace(/[&<>"']/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`);
const jsEscaped = (value: string): string =>
  value.replace(/\W/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
const lowerHex = (value: string): string =>
  uri(value).replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
const b64 = (value: string): string => Buffer.from(value).toString('base64');

const { token, key, base64, urlSafe, phrase, plainPassword, jwt, cardNumber } = make;
const secret = (name: string, made: () => string, steps: Place['steps']): Place => ({
  name,
  make: made,
  steps,
});
const password = (name: string, steps: Place['steps'], made = phrase): Place => ({
  name,
  make: made,
  steps,
  leaves: 'nothing',
});

export const PLACES: readonly Place[] = [
  // Fields of the request
  secret(
    'Authorization: Bearer',
    urlSafe,
    header('Authorization', (s) => `Bearer ${s}`),
  ),
  secret(
    'Authorization: a scheme of its own',
    base64,
    header('Authorization', (s) => `Token ${s}`),
  ),
  secret('Authorization without a scheme', token, header('Authorization')),
  secret(
    'Digest response',
    token,
    header('Authorization', (s) => `Digest username="ada", realm="x", response="${s}"`),
  ),
  password(
    'Basic',
    header('Authorization', (s) => `Basic ${b64(`ada:${s}`)}`),
  ),
  secret('X-Auth-Token', token, header('X-Auth-Token')),
  secret('X-Api-Key', base64, header('X-Api-Key')),
  secret('Api-Key', urlSafe, header('Api-Key')),
  secret('X-CSRFToken', token, header('X-CSRFToken')),
  secret('X-Amz-Security-Token', base64, header('X-Amz-Security-Token')),
  secret('Ocp-Apim-Subscription-Key', token, header('Ocp-Apim-Subscription-Key')),
  secret(
    'X-Hub-Signature-256',
    token,
    header('X-Hub-Signature-256', (s) => `sha256=${s}`),
  ),
  secret('PRIVATE-TOKEN', () => token(20), header('PRIVATE-TOKEN')),
  secret('a JWT in any field', jwt, header('X-Whatever')),
  password(
    'Referer with user and password',
    header('Referer', (s) => `http://ada:${uri(s)}@localhost/x`),
  ),
  secret(
    'Referer with a token',
    urlSafe,
    header('Referer', (s) => `http://localhost/x?token=${s}`),
  ),
  secret(
    'X-Original-URL',
    token,
    header('X-Original-URL', (s) => `/x?access_token=${s}`),
  ),
  secret(
    'JSON in a field',
    token,
    header('X-Context', (s) => JSON.stringify({ user: 1, apiKey: s })),
  ),
  secret(
    'base64 of JSON in a field',
    token,
    header('X-Context', (s) => b64(JSON.stringify({ token: s }))),
  ),
  // Cookies
  secret(
    'cookie csrftoken',
    token,
    header('Cookie', (s) => `theme=dark; csrftoken=${s}`),
  ),
  secret(
    'cookie in quotes',
    () => token(20),
    header('Cookie', (s) => `auth="${s}"; lang=en`),
  ),
  secret(
    'cookie that is a JWT',
    jwt,
    header('Cookie', (s) => `prefs=${s}`),
  ),
  secret(
    'cookie of JSON',
    urlSafe,
    header('Cookie', (s) => `prefs=${uri(JSON.stringify({ token: s }))}`),
  ),
  secret(
    'cookie that looks random',
    () => token(40),
    header('Cookie', (s) => `visitor=${s}`),
  ),
  secret(
    'cookie set',
    token,
    answered('Set-Cookie', (s) => `remember_token=${s}; Path=/; HttpOnly`),
  ),
  secret(
    'cookie set in quotes',
    base64,
    answered('Set-Cookie', (s) => `auth="${s}"; Path=/`),
  ),
  secret(
    'cookie set that is a JWT',
    jwt,
    answered('Set-Cookie', (s) => `id=${s}; Path=/`),
  ),
  // Targets
  secret(
    '?token=',
    urlSafe,
    target((s) => `/x?token=${s}&page=2`),
  ),
  secret(
    '?api_key= percent-encoded',
    base64,
    target((s) => `/x?api_key=${uri(s)}`),
  ),
  secret(
    '?access_token= in lower-case escapes',
    base64,
    target((s) => `/x?access_token=${lowerHex(s)}`),
  ),
  secret(
    ';jsessionid=',
    key,
    target((s) => `/x;jsessionid=${s}?page=1`),
  ),
  secret(
    'a reset link',
    key,
    target((s) => `/reset/MQ/${s}/`),
  ),
  secret(
    'a URL in a query',
    token,
    target((s) => `/x?next=${uri(`/y?token=${s}&z=1`)}`),
  ),
  secret(
    'JSON in a query',
    token,
    target((s) => `/x?filter=${uri(JSON.stringify({ secret: s }))}`),
  ),
  secret(
    'base64 of JSON in a query',
    token,
    target((s) => `/x?state2=${uri(b64(JSON.stringify({ apiKey: s })))}`),
  ),
  secret(
    'OAuth code',
    urlSafe,
    target((s) => `/callback?code=${s}&state=`),
  ),
  secret(
    'X-Amz-Signature',
    token,
    target((s) => `/x?X-Amz-Date=1&X-Amz-Signature=${s}`),
  ),
  secret(
    'SAMLResponse',
    base64,
    target((s) => `/acs?SAMLResponse=${uri(s)}`),
  ),
  password(
    '?password=',
    target((s) => `/x?user=ada&password=${uri(s)}`),
  ),
  // Forms
  password(
    'form password',
    form((s) => `user=ada&password=${uri(s)}&next=`),
  ),
  password(
    'form password with +',
    form((s) => `password=${uri(s).replaceAll('%20', '+')}`),
  ),
  password(
    'form, nested name',
    form((s) => `user%5Bnew_password%5D=${lowerHex(s)}`),
  ),
  secret(
    'form csrfmiddlewaretoken',
    token,
    form((s) => `csrfmiddlewaretoken=${s}&q=1`),
  ),
  secret(
    'form card_number',
    cardNumber,
    form((s) => `card_number=${s}&holder=ada`),
  ),
  secret(
    'form client_secret',
    base64,
    form((s) => `grant_type=x&client_secret=${uri(s)}`),
  ),
  secret(
    'form code_verifier',
    urlSafe,
    form((s) => `code_verifier=${s}`),
  ),
  secret(
    'JSON in a form',
    token,
    form((s) => `payload=${uri(JSON.stringify({ a: { token: s } }))}`),
  ),
  secret(
    'XML in a form',
    token,
    form((s) => `doc=${uri(`<a><apiKey>${s}</apiKey></a>`)}`),
  ),
  password('compressed form', (s) => [
    {
      method: 'POST',
      headers: [FORM, ['Content-Encoding', 'gzip']],
      body: gzipSync(`password=${uri(s)}`),
    },
  ]),
  // JSON
  password(
    'JSON password',
    json((s) => ({ user: 'ada', password: s })),
  ),
  password(
    'JSON password, nested',
    json((s) => ({ a: [{ login: { passphrase: s } }] })),
  ),
  password(
    'GraphQL variables',
    json((s) => ({ query: 'mutation($p: String!) { login(p: $p) }', variables: { password: s } })),
  ),
  password(
    'GraphQL document',
    json((s) => ({ query: `mutation { login(user: "ada", password: "${s}") { id } }` })),
    plainPassword,
  ),
  secret(
    'JSON apiKey',
    urlSafe,
    json((s) => ({ apiKey: s })),
  ),
  secret(
    'JSON list of tokens',
    token,
    json((s) => ({ tokens: [s] })),
  ),
  secret(
    'JSON in JSON',
    base64,
    json((s) => ({ body: JSON.stringify({ refresh_token: s }) })),
  ),
  secret(
    'JSON in JSON in JSON',
    token,
    json((s) => ({ a: JSON.stringify({ b: JSON.stringify({ token: s }) }) })),
  ),
  secret(
    'base64 of JSON in JSON',
    token,
    json((s) => ({ blob: b64(JSON.stringify({ token: s })) })),
  ),
  secret(
    'JSON of headers',
    urlSafe,
    json((s) => ({ headers: { Authorization: `Bearer ${s}` } })),
  ),
  secret(
    'JSON under another type',
    token,
    posted('text/plain', (s) => JSON.stringify({ access_token: s })),
  ),
  secret(
    'NDJSON',
    token,
    posted('application/x-ndjson', (s) => `{"n":1}\n{"secret":"${s}"}\n`),
  ),
  secret('brotli JSON', token, (s) => [
    {
      method: 'POST',
      headers: [JSON_TYPE, ['Content-Encoding', 'br']],
      body: brotliCompressSync(JSON.stringify({ token: s })),
    },
  ]),
  // Multipart, XML, text
  password('multipart password', multipart('name="password"')),
  secret('multipart token', urlSafe, multipart('name="api_token"')),
  secret(
    'multipart file of JSON',
    token,
    multipart('name="f"; filename="c.json"\r\nContent-Type: application/json', (s) =>
      JSON.stringify({ client_secret: s }),
    ),
  ),
  secret(
    'multipart field of JSON',
    token,
    multipart('name="payload"', (s) => JSON.stringify({ token: s })),
  ),
  password(
    'XML element',
    posted('application/xml', (s) => `<a><Password>${s}</Password></a>`),
    plainPassword,
  ),
  password(
    'XML attribute',
    posted('text/xml', (s) => `<login user="ada" password="${s}"/>`),
    plainPassword,
  ),
  password(
    'XML CDATA',
    posted('application/xml', (s) => `<p:password><![CDATA[${s}]]></p:password>`),
    plainPassword,
  ),
  password(
    'SOAP security',
    posted('text/xml', (s) => `<wsse:Password Type="PasswordText">${s}</wsse:Password>`),
    plainPassword,
  ),
  password(
    'text password=',
    posted('text/plain', (s) => `user=ada\npassword=${s}\n`),
    plainPassword,
  ),
  secret(
    'YAML',
    token,
    posted('application/yaml', (s) => `a: 1\napi_key: ${s}\n`),
  ),
  // Fields of the response
  secret(
    'Location with code and state',
    urlSafe,
    answered('Location', (s) => `/cb?code=${s}&state=`),
  ),
  secret(
    'Location with a fragment',
    jwt,
    answered('Location', (s) => `/cb#access_token=${s}&x=1`),
  ),
  secret(
    'Refresh',
    token,
    answered('Refresh', (s) => `0; url=/x?token=${s}`),
  ),
  secret(
    'Link',
    token,
    answered('Link', (s) => `</x?access_token=${s}>; rel="next"`),
  ),
  secret(
    'X-CSRF-Token',
    token,
    answered('X-CSRF-Token', (s) => s),
  ),
  // Pages
  secret(
    'hidden input',
    token,
    page((s) => `<input type="hidden" name="csrfmiddlewaretoken" value="${s}">`),
  ),
  secret(
    'hidden input without quotes',
    token,
    page((s) => `<input value=${s} name=authenticity_token type=hidden>`),
  ),
  secret(
    'hidden input with references',
    base64,
    page((s) => `<input name='csrf' value='${htmlEscaped(s)}'>`),
  ),
  secret(
    'meta',
    base64,
    page((s) => `<meta name="csrf-token" content="${s}" />`),
  ),
  secret(
    'script variable',
    token,
    page((s) => `<script>var csrfToken = '${s}';</script>`),
  ),
  secret(
    'script JSON',
    urlSafe,
    page((s) => `<script type="application/json">{"user":{"apiKey":"${s}"}}</script>`),
  ),
  secret(
    'data attribute',
    token,
    page((s) => `<div data-csrf-token="${s}"></div>`),
  ),
  secret(
    'JSON in an attribute',
    token,
    page((s) => `<div data-props="{&quot;a&quot;:1,&quot;token&quot;:&quot;${s}&quot;}"></div>`),
  ),
  secret(
    'text area',
    token,
    page((s) => `<textarea name="api_token" rows="2">${s}</textarea>`),
  ),
  secret(
    'a link that resets',
    key,
    page((s) => `<a href="/accounts/reset/MQ/${s}/">reset</a>`),
  ),
  secret(
    'a link with a token',
    token,
    page((s) => `<a href="/x?a=1&amp;token=${s}&amp;b=2">x</a>`),
  ),
  password(
    'input of type password',
    page((s) => `<input type="password" value="${s}">`),
    plainPassword,
  ),
  secret(
    'gzip page',
    token,
    coded('gzip', gzipSync, (s) => `<meta name="csrf-token" content="${s}">`),
  ),
  secret(
    'br page',
    token,
    coded('br', brotliCompressSync, (s) => `<meta name="csrf-token" content="${s}">`),
  ),
  secret(
    'deflate page',
    token,
    coded('deflate', deflateSync, (s) => `<script>token: "${s}"</script>`),
  ),
  // Other answers
  secret(
    'JSON access_token',
    urlSafe,
    text('application/json', (s) => JSON.stringify({ access_token: s, expires_in: 60 })),
  ),
  secret(
    'JSON as text/html',
    token,
    text('text/html', (s) => JSON.stringify({ data: { sessionKey: s } })),
  ),
  secret(
    'JSON message',
    token,
    text('application/json', (s) => JSON.stringify({ error: `no such user, token=${s} given` })),
  ),
  secret(
    'event stream',
    token,
    text('text/event-stream', (s) => `data: {"a":1}\n\ndata: {"token":"${s}"}\n\n`),
  ),
  secret(
    'script file',
    token,
    text('text/javascript', (s) => `window.S={a:1,apiKey:"${s}"};`),
  ),
  secret(
    'JWT in text',
    jwt,
    text('text/plain', (s) => `your token is ${s}.`),
  ),
  // Sessions
  secret(
    'session key',
    token,
    session((s) => ({ n: 2, _password_reset_token: s })),
  ),
  secret(
    'session key, nested',
    urlSafe,
    session((s) => ({ social: [{ oauth_token: s }] })),
  ),
  secret(
    'JSON in a session',
    token,
    session((s) => ({ cart: JSON.stringify({ access_token: s }) })),
  ),
  secret(
    'base64 of JSON in a session',
    token,
    session((s) => ({ cart: b64(JSON.stringify({ token: s })) })),
  ),
  secret(
    'URL in a session',
    token,
    session((s) => ({ next: `/x?token=${s}` })),
  ),
  // WebSockets
  secret('WebSocket JSON', token, (s) => [{ socket: { client: JSON.stringify({ token: s }) } }]),
  secret('WebSocket JWT', jwt, (s) => [{ socket: { server: `hello ${s}` } }]),
  password('WebSocket password', (s) => [{ socket: { client: JSON.stringify({ password: s }) } }]),
  // Repeated where nothing announces them
  secret(
    'again in a page',
    base64,
    echoed((s) => said(`<p>${htmlEscaped(s)}</p>`)),
  ),
  secret(
    'again in a script',
    urlSafe,
    echoed((s) => said(`<script>x("${jsEscaped(s)}")</script>`)),
  ),
  secret(
    'again in a target',
    base64,
    echoed((s) => ({ target: `/x?q=${lowerHex(s)}&r=1` })),
  ),
  secret(
    'again in a path',
    urlSafe,
    echoed((s) => ({ target: `/x/${s}/y` })),
  ),
  secret(
    'again in base64',
    token,
    echoed((s) => said(`<p>${b64(`id:${s};`)}</p>`)),
  ),
  secret(
    'again in hex',
    token,
    echoed((s) => said(`<p>${Buffer.from(s).toString('hex')}</p>`)),
  ),
  secret(
    'again in JSON',
    base64,
    echoed((s) => said(JSON.stringify({ x: `<${s}>` }).replaceAll('/', '\\/'), JSON_TYPE)),
  ),
  secret(
    'again in a session',
    token,
    echoed((s) => ({ session: { seen: `was ${s}` } })),
  ),
  secret(
    'again as a key',
    token,
    echoed((s) => said(JSON.stringify({ [s]: 1 }), JSON_TYPE)),
  ),
  secret(
    'again in a reason phrase',
    token,
    echoed((s) => ({ answer: { reason: `OK ${s}` } })),
  ),
  secret(
    'again in a file name',
    token,
    echoed((s) => ({
      method: 'POST',
      headers: [['Content-Type', 'multipart/form-data; boundary=Z']],
      body: `--Z\r\nContent-Disposition: form-data; name="f"; filename="${s}.sql"\r\n\r\nx\r\n--Z--\r\n`,
    })),
  ),
  secret(
    'again in binary content',
    token,
    echoed((s) => said(`\0\u0001${s}`, ['Content-Type', 'application/x-own'])),
  ),
  secret(
    'again in a title',
    base64,
    echoed((s) => said(`<title>Hello ${htmlEscaped(s)}</title>`)),
  ),
  password(
    'a password in the page that follows',
    typed((s) => said(`<p>You typed ${htmlEscaped(s)}</p>`)),
  ),
  password(
    'a password in JSON that follows',
    typed((s) => said(JSON.stringify({ you: s }), JSON_TYPE)),
  ),
  password(
    'a password in Location',
    typed((s) => ({ answer: { status: 302, headers: [['Location', `/x?q=${uri(s)}`]] } })),
  ),
  password(
    'a password in base64 that follows',
    typed((s) => said(`<p>${b64(s)}</p>`)),
  ),
  password(
    'a password in compressed JSON',
    typed((s) => ({
      answer: {
        headers: [JSON_TYPE, ['Content-Encoding', 'gzip']],
        body: gzipSync(JSON.stringify({ you: s })),
      },
    })),
  ),
];
