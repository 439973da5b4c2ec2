/**
 * A cookie with its name: the name decides what Django will take it for, so a known one that holds
 * something else is said to.
 */
import type { Examination, NamedCookie } from '../../model/examination.js';
import { problem } from '../../model/problem.js';
import type { Settings } from '../../model/settings.js';
import { unquote } from './cookies.js';
import { csrfCookieName } from './examine-tokens.js';
import { BASE, type Examining } from './examining.js';
import { MESSAGES_COOKIE } from './messages.js';
import { recognise, RECOGNISERS, UNMISTAKABLE } from './recognisers.js';
import { SIGNED_COOKIES_SALT } from './session-text.js';
import { nameSetting } from './settings.js';

/** Django unquotes every cookie (http/cookie.py parse_cookie). */
export function examineCookie(
  text: string,
  cookie: NamedCookie,
  uncookied: Examining,
): Examination | undefined {
  const examining = { ...uncookied, cookie };
  const isKnown = isKnownName(cookie.name, examining.settings);
  const value = unquote(text);
  const found = recognise(value, examining, isKnown ? RECOGNISERS : UNMISTAKABLE);
  if (found === undefined) return isKnown ? notReadable(value, cookie.name, examining) : undefined;
  const layers = value === text ? found.layers : [QUOTES, ...found.layers];
  const isSession = isSessionName(cookie.name, examining.settings);
  const strays = isSession && !isLookedFor(found) ? [STRAY] : [];
  return { ...found, layers, problems: [...found.problems, ...strays] };
}

const QUOTES = { name: 'quotes', detail: "Python's quoting of cookies" };

const isSessionName = (name: string, settings: Settings): boolean =>
  name === nameSetting(settings, 'SESSION_COOKIE_NAME');

const isKnownName = (name: string, settings: Settings): boolean =>
  isSessionName(name, settings) || name === MESSAGES_COOKIE || name === csrfCookieName(settings);

/** Whether Django looks for such a thing in its session cookie. */
function isLookedFor({ holds, format = '', signedWith }: Examination): boolean {
  if (holds === 'session-id') return true;
  if (signedWith === undefined) return format.startsWith('signing');
  return signedWith.salt === SIGNED_COOKIES_SALT;
}

const STRAY = problem(
  'warning',
  'cookie-malformed',
  'In its session cookie Django looks for an id or a signed_cookies session; this is neither, so it starts an empty one.',
);

/** A cookie of Django's that holds nothing of Django's. */
function notReadable(value: string, name: string, { settings, keys }: Examining): Examination {
  const isSession = isSessionName(name, settings);
  const isEmpty = value === '';
  return {
    ...BASE,
    holds: isSession ? 'session' : 'other',
    what: `${isEmpty ? 'an empty' : 'a malformed'} ${name} cookie`,
    certainty: 'certain',
    integrity: keys.length > 0 && !isEmpty ? 'bad-signature' : 'not-signed',
    problems: [isEmpty ? EMPTY : isSession ? STRAY : MALFORMED],
  };
}

const EMPTY = problem(
  'note',
  'cookie-malformed',
  'An empty value is how Django deletes a cookie, and it takes one for no cookie at all.',
);

const MALFORMED = problem('error', 'cookie-malformed', 'It is in no form that Django reads.');
