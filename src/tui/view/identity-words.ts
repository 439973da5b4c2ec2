/** A user in words. What could not be read is `unknown` with its reason, never `anonymous`. */
import { identityLabel, type Identity } from '../../model/identity.js';
import { BOLD, text, widthOf, type StyledLine } from '../styled.js';

/** For a column: `ada`, `ada*` when nothing proves it, `anonymous`, `unknown (no secret)`. */
export function userWords(identity: Identity): StyledLine {
  switch (identity.kind) {
    case 'anonymous':
      return [text('anonymous', 'muted')];
    case 'unknown':
      return [text(`unknown (${reasonOf(identity)})`, 'warn')];
    case 'authenticated': {
      const name = text(identityLabel(identity), BOLD, MAX_NAME);
      return identity.verified ? [name] : [name, text('*', 'warn')];
    }
    default:
      return identity satisfies never;
  }
}

/** The same in `width` cells: `unknown` alone where the reason has no room and is told elsewhere. */
export function shortUserWords(identity: Identity, width: number): StyledLine {
  const words = userWords(identity);
  return identity.kind === 'unknown' && widthOf(words) > width ? [text('unknown', 'warn')] : words;
}

/** For the detail: `ada (user 1, staff, groups editors; name from the user table)`. */
export function userSentence(identity: Identity): StyledLine {
  if (identity.kind !== 'authenticated') return userWords(identity);
  const { userId, via, verified, isStaff, isSuperuser, groups = [], impersonation } = identity;
  const roles = isSuperuser === true ? ', superuser' : isStaff === true ? ', staff' : '';
  const inGroups = groups.length === 0 ? '' : `, in ${groups.join(', ')}`;
  const source = via === 'directory' ? 'name from the user table' : 'named by the session alone';
  return [
    text(identityLabel(identity), BOLD, MAX_NAME),
    text(` (user ${userId}${roles}${inGroups}; ${source})`, 'muted'),
    ...(impersonation === undefined ? [] : [text(` by ${impersonation.by}`, 'warn')]),
    ...(verified ? [] : [text(' unverified', 'warn')]),
  ];
}

const MAX_NAME = 64;

/** Why a user is not known: the problem's code is its shortest honest name. */
export const reasonOf = ({ because }: Identity & { kind: 'unknown' }): string =>
  because.code.replaceAll('-', ' ');
