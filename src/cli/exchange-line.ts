/**
 * One finished exchange as one line for stderr: who, in which session, asked for what, and what
 * that changed. Everything that came from the network passes the sanitiser, and targets the redactor:
 * logs outlive the run.
 */
import { learnSecrets } from '../har/learn-secrets.js';
import { redactChange } from '../har/redact-payload.js';
import { redactUrl } from '../har/redact-url.js';
import { sweep } from '../har/sweep.js';
import type { Redactor } from '../har/redact.js';
import { identityLabel, type Identity } from '../model/identity.js';
import type { Observation } from '../model/observation.js';
import { sessionNote } from '../model/session-note.js';
import { isNode } from '../model/payload.js';
import type { SessionTransition } from '../model/session.js';
import { transitionText } from '../model/transition-text.js';
import { sanitise } from '../tui/sanitise.js';
import { loginNote } from '../tui/view/login-attempt.js';

/** Longest request target that is shown. */
const MAX_TARGET = 80;

/** Without a line end, e.g. `c1  ada  s-3f9a21  POST /login/ 302  logged in as ada, ...`. */
export function exchangeLine(observation: Observation, redactor: Redactor): string {
  const { exchange, session } = observation;
  learnSecrets(observation, redactor);
  const tag = session?.after?.tag ?? session?.before?.tag ?? '-';
  const columns = [
    exchange.connectionId.padEnd(4),
    actorText(session?.actor).padEnd(10),
    tag.padEnd(8),
    `${redactor.sweep(sanitise(exchange.request.method))} ${shortened(redactUrl(exchange.request.target, redactor))} ${redactor.sweep(resultText(observation))}`,
  ];
  const notes = [
    session ? sanitise(transitionText(redacted(session, redactor))) : '',
    redactor.sweep(reasonText(session?.actor)),
    redactor.sweep(noteText(session && sessionNote(session))),
    noteText(loginNote(observation)),
  ];
  return [...columns, ...notes.filter((note) => note !== '')].join('  ');
}

/** The values of what changed, and keys that are secrets themselves, replaced; users stay. */
const redacted = (session: SessionTransition, redactor: Redactor): SessionTransition => ({
  ...session,
  changes: session.changes.map((change) => {
    const { op, path, before, after } = redactChange(change, redactor);
    return {
      op,
      path: path.map((key) => redactor.sweep(key)),
      ...(before === undefined
        ? {}
        : { before: isNode(before) ? before : sweep(before, redactor) }),
      ...(after === undefined ? {} : { after: isNode(after) ? after : sweep(after, redactor) }),
    };
  }),
});

function actorText(actor: Identity | undefined): string {
  if (actor === undefined) return '-';
  const label = sanitise(identityLabel(actor));
  return actor.kind === 'authenticated' && !actor.verified ? `${label}?` : label;
}

/** A note, such as that no framework is known, need not be repeated with each line. */
const reasonText = (actor: Identity | undefined): string =>
  actor?.kind === 'unknown' && actor.because.severity !== 'note'
    ? `(${sanitise(actor.because.message)})`
    : '';

const noteText = (note: string | undefined): string =>
  note === undefined || note === '' ? '' : `(${note})`;

function shortened(target: string): string {
  const safe = sanitise(target);
  return safe.length > MAX_TARGET ? `${safe.slice(0, MAX_TARGET - 1)}…` : safe;
}

function resultText({ exchange }: Observation): string {
  const { outcome, response } = exchange;
  const status = response === undefined ? '' : String(response.status);
  switch (outcome.kind) {
    case 'in-progress':
      return '…';
    case 'completed':
      return status;
    case 'upgraded':
      return `${status} upgraded`;
    case 'client-aborted':
      return `${status} client left`.trim();
    case 'server-failed':
    case 'refused':
      return `${status} ${outcome.kind === 'refused' ? 'refused' : 'app failed'}: ${sanitise(outcome.message)}`.trim();
    default:
      return outcome satisfies never;
  }
}
