/** The `_sessionspy` field of an entry, all but its `body`. */
import { cookieNameOf, type CookieChange } from '../model/cookie.js';
import type { Exchange, Rewrite } from '../model/exchange.js';
import type { Observation } from '../model/observation.js';
import type {
  HarCookieChange,
  HarRewrite,
  HarSession,
  HarUpgrade,
  HarUser,
  SessionspyEntry,
} from './extension.js';
import { redactField } from './redact-fields.js';
import type { Redactor } from './redact.js';
import { harProblem, harSession, harUser } from './session.js';
import { sweep } from './sweep.js';
import { closeReason } from './web-socket.js';

/** What an exchange means for cookies, session and user. */
export function sessionspyEntry(
  observation: Observation,
  redactor: Redactor,
): Omit<SessionspyEntry, 'body'> {
  const { seq, exchange, client, session, cookies, problems } = observation;
  return {
    v: 1,
    seq,
    id: exchange.id,
    connection: exchange.connectionId,
    client,
    outcome: exchange.outcome.kind,
    author: exchange.response?.author ?? null,
    upgrade: sweep(upgradeOf(exchange, redactor), redactor),
    session: sweepSession(harSession(observation, redactor), redactor),
    user: sweepUser(harUser(session?.actor), redactor),
    events: session?.kinds ?? [],
    cookies: sweep(cookies.changes.map(cookieChange), redactor),
    rewrites: exchange.rewrites.map((rewrite) => harRewrite(rewrite, redactor)),
    problems: sweep(problems.map(harProblem), redactor),
  };
}

/** Tags and users' names stay readable even where a secret happens to read the same. */
const sweepSession = (session: HarSession | null, redactor: Redactor): HarSession | null =>
  session && {
    ...session,
    data: sweep(session.data, redactor),
    changed: sweep(session.changed, redactor),
    problems: sweep(session.problems, redactor),
    before: session.before && { ...session.before, user: sweepUser(session.before.user, redactor) },
    after: session.after && { ...session.after, user: sweepUser(session.after.user, redactor) },
  };

const sweepUser = (user: HarUser, redactor: Redactor): HarUser =>
  user.reason === null ? user : { ...user, reason: redactor.sweep(user.reason) };

function upgradeOf({ outcome, webSocket }: Exchange, redactor: Redactor): HarUpgrade | null {
  if (outcome.kind !== 'upgraded') return null;
  const close = webSocket?.close;
  return {
    ...outcome.traffic,
    closed: outcome.closed,
    clientMessages: webSocket?.clientMessages ?? null,
    serverMessages: webSocket?.serverMessages ?? null,
    close:
      close === undefined
        ? null
        : {
            from: close.from,
            code: close.code ?? null,
            reason: closeReason(close.reason, close.from, redactor),
          },
    unreadable: webSocket?.unreadable ?? null,
  };
}

const cookieChange = (change: CookieChange): HarCookieChange => ({
  name: cookieNameOf(change),
  op: change.kind,
  why: whyOf(change),
});

function whyOf(change: CookieChange): string | null {
  switch (change.kind) {
    case 'refused':
      return change.reason;
    case 'withheld':
      return change.why ?? null;
    case 'stored':
    case 'replaced':
    case 'renewed':
    case 'removed':
    case 'introduced':
      return null;
    default:
      return change satisfies never;
  }
}

function harRewrite(rewrite: Rewrite, redactor: Redactor): HarRewrite {
  const shown = (value: string | undefined): string | null =>
    value === undefined ? null : redactor.sweep(redactField([rewrite.name, value], redactor));
  return {
    side: rewrite.side,
    name: rewrite.name,
    before: shown(rewrite.before),
    after: shown(rewrite.after),
    why: rewrite.why,
  };
}
