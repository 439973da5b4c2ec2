/**
 * Sessions in which one user acts as another, by the packages that leave a trace of it. The session's
 * own user stays the one that Django sees; the other is worth a note.
 */
import { entryOf, isNode, type PayloadValue } from '../../model/payload.js';
import { problem, type Problem } from '../../model/problem.js';

/** One note for each package that has left its trace. */
export function impersonationNotes(payload: PayloadValue): readonly Problem[] {
  const target = idOf(entryOf(payload, '_impersonate'));
  const hijacker = idOf(lastItem(entryOf(payload, 'hijack_history')));
  const admin = idOf(signedId(entryOf(payload, 'loginas_from_user')));
  return [
    ...(target === undefined
      ? []
      : [note(`This user acts as user ${target} (django-impersonate).`)]),
    ...(hijacker === undefined
      ? []
      : [note(`User ${hijacker} acts as this user (django-hijack).`)]),
    ...(admin === undefined ? [] : [note(`User ${admin} acts as this user (django-loginas).`)]),
  ];
}

const note = (message: string): Problem => problem('note', 'impersonated', message);

/** A primary key; text of any other shape is not repeated. */
function idOf(value: PayloadValue | undefined): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[\w-]{1,40}$/.test(text) ? text : undefined;
}

function lastItem(value: PayloadValue | undefined): PayloadValue | undefined {
  return value !== undefined && isNode(value) && value.kind === 'list'
    ? value.items.at(-1)
    : undefined;
}

/** django-loginas signs the key: it is what stands before the first colon. */
const signedId = (value: PayloadValue | undefined): string | undefined =>
  typeof value === 'string' ? value.split(':', 1)[0] : undefined;
