/** Text that no terminal may be sent as it is, and traffic that is full of it. */
import { sessionTag } from '../../../src/model/ids.js';
import type { SessionSnapshot } from '../../../src/model/session.js';
import { payload, snapshot, user } from '../../support/snapshots.js';
import { content, Traffic } from './traffic.js';

export const HOSTILE = [
  '\x1b]0;evil title\x07',
  '\x1b[2J\x1b[31mSPOOF',
  '\x9b2J\x9d0;c1\x9c',
  '\0\b\r\n\t\x7f',
  '{bold}{red-fg}tags{/}',
  '\u202eevil\u202c\u2066\u200b\ufeff\u2028',
  '\ud800\udc00\udfff',
  '山田👩‍👩‍👧‍👦❤️🇩🇪e\u0301\u0302\u0303\u0304\u0305',
].join('');

/** What may stand in no line that is drawn. */
export const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;

/** Every text of an exchange is hostile, and `length` characters longer. */
export function hostileTraffic(length = 0): Traffic {
  const evil = HOSTILE + 'x'.repeat(length);
  const traffic = new Traffic();
  Object.assign(traffic.source.info, { hints: [evil] });
  const connection = traffic.open(evil);
  const side: SessionSnapshot = snapshot({
    tag: sessionTag(HOSTILE.slice(0, 30)),
    framework: evil,
    format: evil,
    identity: { ...user(evil), verified: false } as SessionSnapshot['identity'],
    payload: payload({ [evil]: evil, ['__proto__']: evil, constructor: 1 }),
  });
  const cookie = {
    name: evil,
    value: evil,
    domain: evil,
    hostOnly: true,
    path: evil,
    secure: false,
    httpOnly: false,
  };
  traffic.visit(connection, {
    method: evil,
    target: evil,
    requestHeaders: [
      [evil, evil],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
    requestContent: content(`${evil}=${evil}`),
    responseHeaders: [['Content-Type', 'text/html']],
    responseContent: content(evil),
    before: side,
    after: { ...side, payload: payload({ [evil]: 'other', count: 1 }) },
    cookies: {
      sent: [cookie],
      set: [{ ...cookie, raw: evil, attributes: [cookie], partitioned: false }],
      changes: [
        { kind: 'stored', cookie },
        { kind: 'withheld', before: cookie, why: evil },
      ],
    },
    changes: { outcome: { kind: 'server-failed', code: evil, message: evil } },
  });
  return traffic;
}
