/**
 * What an exchange did to the session, in words: one line for logs, a shorter one for a column. Values
 * are shown only where they are short scalars under a name that announces no secret; everything else
 * is named and not shown. Names are quoted, not made safe for a terminal: that is the reader's job.
 */
import { identityLabel } from './identity.js';
import { payloadText } from './payload-text.js';
import { isNode, type PayloadValue } from './payload.js';
import { nameKind } from './secret-names.js';
import type { PayloadChange, SessionTransition } from './session.js';

const MAX_CHANGES = 6;
const MAX_KEY = 48;
const MAX_VALUE = 32;

/** The events alone, without the changed keys: `logged in as ada, session rotated s-1a2b3c → s-4d5e6f`. */
export const transitionEvents = (transition: SessionTransition): string =>
  sentence(transition, namedWords(transition), '');

/**
 * One line: `logged in as ada, session rotated s-1a2b3c → s-4d5e6f, +_auth_user_id`; empty when
 * nothing changed. At most six changed keys are named, the rest are counted.
 */
export const transitionText = (transition: SessionTransition): string =>
  sentence(transition, namedWords(transition), changesText(transition.changes, true));

function namedWords(transition: SessionTransition): Words {
  const [before, after] = [transition.before?.tag ?? '', transition.after?.tag ?? ''];
  return {
    ...SHORT,
    'logged-in': `logged in as ${identityLabel(transition.actor)}`,
    'logged-out': `logged out ${identityLabel(transition.actor)}`,
    'user-switched': switchText(transition),
    rotated: `session rotated ${before} → ${after}`,
    replaced: `session replaced ${before} → ${after}`,
    created: `session created ${after}`,
    expired: 'session expired',
    destroyed: 'session destroyed',
  };
}

/**
 * The same for a column that stands beside user and session: `logged in, id rotated`,
 * `count: 5 → 6`. With `hidden` no value is shown: `count changed`.
 */
export function transitionSummary(transition: SessionTransition, hidden = false): string {
  const byLogin = transition.kinds.some((kind) => LOGIN_KINDS.has(kind));
  const changes = byLogin
    ? transition.changes.filter((change) => change.path[0]?.startsWith('_auth_') !== true)
    : transition.changes;
  return sentence(transition, SHORT, changesText(changes, !hidden));
}

type Word =
  | 'user-switched'
  | 'logged-in'
  | 'logged-out'
  | 'expired'
  | 'rotated'
  | 'replaced'
  | 'created'
  | 'destroyed';
type Words = Readonly<Record<Word, string>>;

/** In the order in which they are said. */
const SHORT: Words = {
  'user-switched': 'user switched',
  'logged-in': 'logged in',
  'logged-out': 'logged out',
  expired: 'expired',
  rotated: 'id rotated',
  replaced: 'session replaced',
  created: 'new session',
  destroyed: 'destroyed',
};
const LOGIN_KINDS: ReadonlySet<string> = new Set(['logged-in', 'logged-out', 'user-switched']);

function sentence({ kinds, concurrent }: SessionTransition, words: Words, changes: string): string {
  const isReplaced = kinds.includes('created') && kinds.includes('destroyed');
  const said = new Set<string>(kinds);
  if (isReplaced) {
    said.delete('created');
    said.delete('destroyed');
    said.add('replaced');
  }
  const parts = Object.entries(words).flatMap(([kind, text]) => (said.has(kind) ? [text] : []));
  const isOver = said.has('destroyed') || said.has('expired');
  if (changes !== '' && !isOver) parts.push(changes);
  if (parts.length > 0 && concurrent) parts.push('concurrent');
  return parts.join(', ');
}

function switchText({ before, actor }: SessionTransition): string {
  const from = before === undefined ? '' : ` from ${identityLabel(before.identity)}`;
  return `switched${from} to ${identityLabel(actor)}`;
}

function changesText(changes: readonly PayloadChange[], withValues: boolean): string {
  const texts = changes.slice(0, MAX_CHANGES).map((change) => changeText(change, withValues));
  const more = changes.length - texts.length;
  if (more > 0) texts.push(`and ${more} more`);
  return joinChanges(texts);
}

/** `+a +b` stand side by side, as a diff's do; `a: 1 → 2` needs a comma. */
const joinChanges = (texts: readonly string[]): string =>
  texts.reduce((sum, next) => {
    if (sum === '') return next;
    return /(?:^| )[+-][^,]*$/.test(sum) && /^[+-]/.test(next)
      ? `${sum} ${next}`
      : `${sum}, ${next}`;
  }, '');

function changeText(change: PayloadChange, withValues: boolean): string {
  const path = pathText(change.path);
  if (change.op === 'added') return `+${path}`;
  if (change.op === 'removed') return `-${path}`;
  const isSecret = change.path.some((key) => nameKind(key) !== 'plain');
  const { before, after } = change;
  if (!withValues || isSecret || !isShowable(before) || !isShowable(after)) {
    return `${path} changed`;
  }
  return `${path}: ${payloadText(before, MAX_VALUE)} → ${payloadText(after, MAX_VALUE)}`;
}

/** Scalars, and dates and numbers that JSON lacks; containers may hold a secret further down. */
function isShowable(value: PayloadValue | undefined): value is PayloadValue {
  if (value === undefined) return false;
  return !isNode(value) || SHOWN_KINDS.has(value.kind);
}

const SHOWN_KINDS: ReadonlySet<string> = new Set([
  'integer',
  'float',
  'datetime',
  'date',
  'time',
  'timedelta',
  'decimal',
  'uuid',
]);

/** `cart.items.0`; a key with other characters than a name has is quoted. */
export const pathText = (path: readonly string[]): string =>
  path.map((key) => keyText(key)).join('.');

function keyText(key: string): string {
  const cut = key.length > MAX_KEY ? `${key.slice(0, MAX_KEY)}…` : key;
  return /^[\w-]+…?$/.test(cut) ? cut : JSON.stringify(cut);
}
