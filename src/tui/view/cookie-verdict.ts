/**
 * What a browser does with a cookie that was set, and what to beware of. The verdicts are those of the
 * report, which a simulated user agent made; here they are only put in words, never judged again.
 */
import type { CookieChange, HeldCookie, SetCookie } from '../../model/cookie.js';
import { isSecretCookieName } from '../../model/secret-names.js';
import { text, type Segment, type Tone } from '../styled.js';
import { hidesCookie, value } from './hiding.js';
import { dateTimeText } from './quantities.js';

export const CHANGE_SIGNS: Readonly<Record<CookieChange['kind'], [string, Tone?]>> = {
  stored: ['+', 'good'],
  replaced: ['~', 'warn'],
  renewed: ['='],
  removed: ['-', 'bad'],
  refused: ['!', 'bad'],
  introduced: ['?', 'accent'],
  withheld: ['?', 'accent'],
};

const MAX_SHOWN = 256;

/** `stored, until the browser closes`; `replaced: old → new, until …`. */
export function changeWords(change: CookieChange, masked: boolean): readonly Segment[] {
  switch (change.kind) {
    case 'stored':
      return [text(`stored, ${untilText(change.cookie)}`)];
    case 'replaced':
      return [
        text('replaced: '),
        value(change.before.value, hidesCookie(change.before.name, masked), undefined, MAX_SHOWN),
        text(' → ', 'muted'),
        value(change.after.value, hidesCookie(change.after.name, masked), undefined, MAX_SHOWN),
        text(`, ${untilText(change.after)}`),
      ];
    case 'renewed':
      return [text(`set again with the same value, ${untilText(change.after)}`)];
    case 'removed':
      return [text(change.before === undefined ? 'removed; it was not held' : 'removed')];
    case 'refused':
      return [text(`a browser refuses it: ${change.reason}`, 'bad')];
    case 'introduced':
      return [text('sent by the client; the app was never seen to set it')];
    case 'withheld':
      return [text(`held, and yet not sent${change.why === undefined ? '' : `: ${change.why}`}`)];
    default:
      return change satisfies never;
  }
}

const untilText = ({ expiresAt }: HeldCookie): string =>
  expiresAt === undefined ? 'until the browser closes' : `until ${dateTimeText(expiresAt)}`;

/** The set cookies, each with the change that it made, where the report says so. */
export function withChanges(
  set: readonly SetCookie[],
  changes: readonly CookieChange[],
): readonly (readonly [SetCookie, CookieChange | undefined])[] {
  const unused = changes.filter(({ kind }) => kind !== 'introduced' && kind !== 'withheld');
  return set.map((cookie) => {
    const index = unused.findIndex((change) => nameOf(change) === cookie.name);
    return [cookie, index === -1 ? undefined : unused.splice(index, 1)[0]];
  });
}

function nameOf(change: CookieChange): string | undefined {
  if ('after' in change) return change.after.name;
  if (change.kind === 'stored') return change.cookie.name;
  if (change.kind === 'refused') return change.setCookie.name;
  return change.kind === 'removed' ? change.name : undefined;
}

/** What the user agent held after the change; undefined where it kept nothing. */
export function heldAfter(change: CookieChange | undefined): HeldCookie | undefined {
  if (change?.kind === 'stored') return change.cookie;
  return change?.kind === 'replaced' || change?.kind === 'renewed' ? change.after : undefined;
}

/** Where a cookie was set, as far as advice depends on it. */
export interface Circumstances {
  /** Names of cookies that lead to a session. */
  readonly sessionCookies: ReadonlySet<string>;
  readonly sentNames: ReadonlySet<string>;
  /** Another site's page asked (Sec-Fetch-Site: cross-site). */
  readonly crossSite: boolean;
}

export interface Advice {
  readonly tone: Tone;
  readonly words: string;
}

/** Rules by name, things unusual, and warnings; none for a cookie that goes. */
export function adviceOn(
  cookie: SetCookie,
  change: CookieChange | undefined,
  circumstances: Circumstances,
): readonly Advice[] {
  if (change?.kind === 'removed') return [];
  const size = cookie.name.length + cookie.value.length;
  return [
    ...prefixAdvice(cookie),
    ...(size > 3600 && change?.kind !== 'refused'
      ? [warning(`Name and value take ${size} of the 4096 bytes that browsers keep.`)]
      : []),
    ...(change?.kind === 'stored' && circumstances.sentNames.has(cookie.name)
      ? [
          warning(
            'A cookie of this name with another Path or Domain was sent as well: both will be, that of the longer path first.',
          ),
        ]
      : []),
    ...(circumstances.crossSite
      ? [warning('Another site asked: browsers that block third-party cookies drop it.')]
      : []),
    ...(isSession(cookie, circumstances) ? sessionAdvice(cookie) : []),
  ];
}

const warning = (words: string): Advice => ({ tone: 'warn', words });

const isSession = ({ name }: SetCookie, { sessionCookies }: Circumstances): boolean =>
  sessionCookies.has(name) || (isSecretCookieName(name) && !/[cx]srf/i.test(name));

function sessionAdvice({ httpOnly, sameSite, secure }: SetCookie): readonly Advice[] {
  return [
    ...(httpOnly
      ? []
      : [warning('It looks like a login and has no HttpOnly: an injected script can steal it.')]),
    ...(sameSite === undefined
      ? [
          warning(
            'It looks like a login and has no SameSite: only some browsers guard it from CSRF.',
          ),
        ]
      : []),
    ...(sameSite === 'None'
      ? [
          warning(
            'It looks like a login and goes with requests of other sites: CSRF tokens alone guard it.',
          ),
        ]
      : []),
    ...(secure
      ? []
      : [
          { tone: 'muted' as const, words: 'On an https site such a cookie wants Secure as well.' },
        ]),
  ];
}

const PREFIXES: readonly (readonly [prefix: string, rule: string])[] = [
  ['__host-http-', 'Secure, HttpOnly, Path=/ and no Domain'],
  ['__host-', 'Secure, Path=/ and no Domain'],
  ['__secure-', 'Secure'],
  ['__http-', 'Secure and HttpOnly'],
];

function prefixAdvice({ name }: SetCookie): readonly Advice[] {
  const found = PREFIXES.find(([prefix]) => name.toLowerCase().startsWith(prefix));
  if (found === undefined) return [];
  const [prefix, rule] = found;
  const written = name.slice(0, prefix.length);
  return [
    { tone: 'muted', words: `The prefix ${written} is a promise: ${rule}, or it is refused.` },
  ];
}
