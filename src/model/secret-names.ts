/**
 * Which names announce a secret: of cookies, fields, form controls, JSON keys and query parameters.
 * It judges names only; what is done with the value is for redact.ts. Names are read as words, so
 * that `author` is not `auth` and `_auth_user_id` stays readable while `_auth_user_hash` does not.
 */

/**
 * `password`: the value goes without a trace. `secret`: a pseudonym stands for it. `code`: the same,
 * where the value has digits: words such as `card` and `pin` have other meanings. `plain`: the rest.
 */
export type NameKind = 'password' | 'secret' | 'code' | 'plain';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const PASSWORD_PART = /passw|passphrase|passcode|kennwort|contrasen|motdepasse/;
const PASSWORD_WORDS = set('pass pwd pw passwd');

/** Long enough to be meant wherever they stand in a name. */
const SECRET_PART =
  /csrf|xsrf|token|secret|credential|apikey|sessionid|sessionkey|sessid|sessionhash|privatekey|accesskey|saml|jwt|oauthstate|oidcstate|codeverifier|clientassertion|passkey/;
const SECRET_WORDS = set('sid bearer authorization sig signature otp totp mfa');

const CODE_PART = /cardn(?:o|um)|creditcard|securitycode|verificationcode|onetimecode/;
const CODE_WORDS = set('pin cvv cvc csc ssn card iban');

/** Too common to make a secret, except alone or before one of `COMPLETING`. */
const GUARDED = set('auth session cookie api private access signing encryption subscription');
const ALONE = set('auth session cookie');
const COMPLETING = set('key hash code header');

/** Words that turn a name into one about a secret: `max_tokens`, `session_expiry`, `token_type`. */
const OPENING = set('max min total num number count has is needs requires use with without');
const DESCRIBING = set(
  'type expiry expires expire expiration enabled name names count length url uri path age used at in method backend',
);

const MAX_NAME = 128;
const MAX_REMEMBERED = 4096;
const remembered = new Map<string, NameKind>();

/** What the name of a form control, JSON key, query parameter or session key says about its value. */
export function nameKind(name: string): NameKind {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const kind = judge(name.slice(0, MAX_NAME));
  if (name.length <= MAX_NAME) {
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(name, kind);
  }
  return kind;
}

function judge(name: string): NameKind {
  const words = wordsOf(name);
  const joined = words.join('');
  const [first = '', last = ''] = [words.at(0), words.at(-1)];
  if (words.length > 1 && (OPENING.has(first) || DESCRIBING.has(last))) return 'plain';
  if (SECRET_PART.test(joined)) return 'secret';
  if (PASSWORD_PART.test(joined) || words.some((word) => PASSWORD_WORDS.has(word))) {
    return 'password';
  }
  if (CODE_PART.test(joined) || words.some((word) => CODE_WORDS.has(word))) return 'code';
  if (words.some((word) => SECRET_WORDS.has(word))) return 'secret';
  return isGuardedSecret(words) ? 'secret' : 'plain';
}

function isGuardedSecret(words: readonly string[]): boolean {
  const last = words.at(-1) ?? '';
  if (ALONE.has(last)) return words.length === 1 || words[0] === 'x';
  return COMPLETING.has(last) && words.some((word) => GUARDED.has(word));
}

/** `X-CSRFToken` -> x, csrftoken; `newPassword1` -> new, password; `user[api_key]` -> user, api, key. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}

const COOKIE_PART =
  /sess|csrf|xsrf|auth|token|jwt|secret|passw|remember|identity|apikey|credential|saml|oauth|sso|wordpress_|(?:^|[._-])sid(?:$|[._-])|sid$/i;

/** Whether a cookie of this name carries a session, a proof or a login, by the habits of frameworks. */
export const isSecretCookieName = (name: string): boolean =>
  COOKIE_PART.test(name.slice(0, MAX_NAME));

const PLAIN_FIELDS = new Set([
  'www-authenticate',
  'proxy-authenticate',
  'sec-websocket-key',
  'sec-websocket-accept',
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-request-headers',
  'signature-input',
]);

/** What the name of a header field says about its value. Cookie and Set-Cookie have rules of their own. */
export function fieldNameKind(name: string): NameKind {
  const lower = name.toLowerCase();
  if (PLAIN_FIELDS.has(lower)) return 'plain';
  if (lower.startsWith('x-auth-')) return 'secret';
  return nameKind(lower);
}
