/**
 * Sessions in which one user acts as another, by the packages that leave a trace of it. The session's
 * own user stays the one that `_auth_user_id` names.
 */
import type { Impersonation } from '../../model/identity.js';
import { entryOf, isNode, type PayloadValue } from '../../model/payload.js';

/**
 * The other user. django-impersonate leaves the real user in the session and names the target beside;
 * django-hijack (`hijack_history`, whose last one it is) and django-loginas (a signed id) put the target
 * in and remember who it really is.
 */
export function impersonationOf(payload: PayloadValue): Omit<Impersonation, 'name'> | undefined {
  const target = idOf(entryOf(payload, '_impersonate'));
  if (target !== undefined) return { role: 'target', userId: target, by: 'django-impersonate' };
  const hijacker = idOf(lastItem(entryOf(payload, 'hijack_history')));
  if (hijacker !== undefined)
    return { role: 'impersonator', userId: hijacker, by: 'django-hijack' };
  const admin = idOf(signedId(entryOf(payload, 'loginas_from_user')));
  if (admin !== undefined) return { role: 'impersonator', userId: admin, by: 'django-loginas' };
  return undefined;
}

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
