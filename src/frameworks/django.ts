/**
 * Django 1.0 to 6.0: sessions in rows, files, caches and signed cookies, users of contrib.auth. The
 * parts are in django/; this file says which of them answers which question. Pure.
 */
import { problem } from '../model/problem.js';
import type { FrameworkAdapter, OpenedCookie } from './adapter.js';
import { sessionCookie } from './django/cookies.js';
import { engineOf } from './django/engines.js';
import { examine, EXAMINED_FORMS } from './django/examine.js';
import { cookieExpiry } from './django/expiry.js';
import { isSessionId, locateSession, sessionSamples } from './django/locations.js';
import { readRecord } from './django/records.js';
import { readSignedCookie } from './django/session-text.js';
import { nameSetting, SETTINGS } from './django/settings.js';
import { claimOf, describeUser, userGroupsOf, userRowOf } from './django/users.js';
import { verdictOn } from './django/verdict.js';

export const django: FrameworkAdapter = {
  name: 'django',
  settings: SETTINGS,
  // SessionMiddleware saves in process_response, before the head is sent.
  settlesAt: 'response-head',
  // Each save sends the cookie again, changed or not (sessions/middleware.py process_response).
  announcesSaves: true,
  recognise: (cookies, settings) =>
    sessionCookie(cookies, nameSetting(settings, 'SESSION_COOKIE_NAME')),
  open({ value }, keys, settings, now): OpenedCookie {
    const engine = engineOf(settings);
    const isInCookie = engine.inCookie === true;
    const isElsewhere = !isInCookie || engine.table !== undefined;
    if (isElsewhere && isSessionId(value)) {
      return { kind: 'session-id', id: value, integrity: 'not-signed' };
    }
    if (isInCookie && value.includes(':')) {
      const read = readSignedCookie(value, keys, settings);
      return { kind: 'payload', ...cookieExpiry(read, settings, now) };
    }
    return { kind: 'unreadable', problem: isInCookie ? NO_SESSION : NO_ID };
  },
  locate: locateSession,
  samples: sessionSamples,
  read: readRecord,
  identify: claimOf,
  userRow: userRowOf,
  describeUser,
  userGroups: userGroupsOf,
  examine,
  examines: EXAMINED_FORMS,
  judge: (_claim, payload, row, keys, settings) => verdictOn(payload, row, keys, settings),
};

const NO_ID = problem(
  'error',
  'session-id-malformed',
  'The session cookie holds no session id; Django starts an empty session.',
);

const NO_SESSION = problem(
  'error',
  'cookie-malformed',
  'The session cookie holds neither a session id nor a signed session; Django starts an empty one.',
);
