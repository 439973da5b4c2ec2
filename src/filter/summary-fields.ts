/** The fields that the summary answers: quick, however many rows there are. */
import type { TransitionKind } from '../model/session.js';
import type { Summary } from '../model/summary.js';
import type { Field } from './field.js';
import type { Filterable } from './filter.js';
import { byNumber, byText, byWord } from './make.js';
import { beginning, containing, like } from './texts.js';

/** The path of a request target as sent, without authority and query. */
export const pathOfTarget = (target: string): string =>
  target.replace(/^https?:\/\/[^/]*/i, '').split(/[?#]/, 1)[0] ?? '';

function queryOf({ target }: Summary): string | undefined {
  const mark = target.indexOf('?');
  return mark === -1 ? undefined : target.slice(mark + 1);
}

/** `admin as grace` is a request of both. */
const namesOf = ({ summary: { user } }: Filterable): readonly string[] =>
  user === undefined ? [] : [user, ...user.split(' as ')];

const happened =
  (...kinds: readonly TransitionKind[]) =>
  ({ summary }: Filterable): boolean =>
    kinds.some((kind) => summary.events.includes(kind));

const EVENTS: Readonly<Record<string, (row: Filterable) => boolean>> = {
  login: happened('logged-in', 'user-switched'),
  logout: happened('logged-out'),
  switched: happened('user-switched'),
  rotated: happened('rotated'),
  created: happened('created'),
  changed: ({ summary }) => summary.changed.length > 0,
  destroyed: happened('destroyed'),
  expired: happened('expired'),
  any: ({ summary }) => summary.events.length + summary.changed.length > 0,
  'logged-in': happened('logged-in'),
  'logged-out': happened('logged-out'),
  'user-switched': happened('user-switched'),
};

const FAILED: ReadonlySet<Summary['outcome']> = new Set([
  'server-failed',
  'client-aborted',
  'refused',
]);

/** The states of `is:` that a summary knows. */
export const SUMMARY_STATES: Readonly<Record<string, (row: Filterable) => boolean>> = {
  marked: ({ marked }) => marked,
  error: ({ summary: { status = 0, outcome } }) => status >= 500 || FAILED.has(outcome),
  failed: ({ summary: { outcome } }) => FAILED.has(outcome),
  aborted: ({ summary: { outcome } }) => outcome === 'client-aborted',
  refused: ({ summary: { outcome } }) => outcome === 'refused',
  pending: ({ summary: { settled } }) => !settled,
  upgraded: ({ summary: { outcome } }) => outcome === 'upgraded',
  ws: ({ summary: { outcome } }) => outcome === 'upgraded',
  anonymous: ({ summary: { identity } }) => identity === 'anonymous',
  authenticated: ({ summary: { identity } }) => identity === 'authenticated',
  unknown: ({ summary: { identity } }) => identity === 'unknown',
};

export const SUMMARY_FIELDS: readonly Field[] = [
  {
    name: 'user',
    synonyms: ['who'],
    help: 'the user’s name, whole; * stands for any part',
    example: 'user:ada',
    cost: 0,
    make: byText(namesOf, like),
  },
  {
    name: 'session',
    synonyms: ['tag'],
    help: 'the session’s tag, or its beginning; with or without s-',
    example: 'session:3f9a',
    cost: 0,
    make: byText(
      ({ summary }) => summary.sessions,
      (wanted) => beginning(/^s-/i.test(wanted) ? wanted : `s-${wanted}`),
    ),
  },
  {
    name: 'connection',
    synonyms: ['conn'],
    help: 'the client’s connection',
    example: 'connection:c4',
    cost: 0,
    make: byText(({ summary }) => [summary.connection, summary.connection.slice(1)], like),
  },
  {
    name: 'client',
    synonyms: [],
    help: 'the browser, as far as cookies can tell one from another',
    example: 'client:u2',
    cost: 0,
    make: byText(({ summary }) => [summary.client, summary.client.slice(1)], like),
  },
  {
    name: 'method',
    synonyms: [],
    help: 'the request’s method',
    example: 'method:POST',
    cost: 0,
    make: byText(({ summary }) => [summary.method], like),
  },
  {
    name: 'status',
    synonyms: ['code'],
    help: 'the response’s status: a number, a comparison, a range, a class',
    example: 'status:>=400',
    cost: 0,
    make: byNumber(({ summary }) => summary.status, 'none', '404, >=400, 400..499 or 5xx'),
  },
  {
    name: 'path',
    synonyms: [],
    help: 'how the path begins; without a leading / anywhere in it',
    example: 'path:/admin',
    cost: 0,
    make: byText(
      ({ summary }) => [pathOfTarget(summary.target)],
      (wanted) => (/^[/*]/.test(wanted) ? beginning(wanted) : containing(wanted)),
    ),
  },
  {
    name: 'query',
    synonyms: [],
    help: 'anywhere in the query behind the ?',
    example: 'query:next=',
    cost: 0,
    make: byText(({ summary }) => [queryOf(summary)], containing),
  },
  {
    name: 'url',
    synonyms: ['target'],
    help: 'anywhere in path and query',
    example: 'url:cart',
    cost: 0,
    make: byText(({ summary }) => [summary.target], containing),
  },
  {
    name: 'event',
    synonyms: [],
    help: 'what happened to the session',
    example: 'event:login',
    values: Object.keys(EVENTS),
    cost: 0,
    make: byWord(EVENTS),
  },
  {
    name: 'changed',
    synonyms: ['key'],
    help: 'a key of the session that was added, removed or changed, or what it stands in',
    example: 'changed:cart',
    cost: 0,
    make: byText(({ summary }) => summary.changed.flatMap(prefixesOf), like),
  },
  {
    name: 'size',
    synonyms: [],
    help: 'bytes of the response’s content',
    example: 'size:>10kB',
    cost: 0,
    make: byNumber(({ summary }) => summary.sizeBytes, 'bytes', '>10kB or 1MB..2MB'),
  },
  {
    name: 'took',
    synonyms: ['slow', 'duration'],
    help: 'milliseconds from the request to the end',
    example: 'took:>500',
    cost: 0,
    make: byNumber(({ summary }) => summary.durationMs, 'milliseconds', '>500 or >1.5s'),
  },
  {
    name: 'framework',
    synonyms: [],
    help: 'the framework whose session it is',
    example: 'framework:django',
    cost: 0,
    make: byText(({ summary }) => [summary.framework], like),
  },
  {
    name: 'because',
    synonyms: [],
    help: 'why the user is not known, by its code',
    example: 'because:no-secret',
    cost: 0,
    make: byText(({ summary }) => [summary.because], like),
  },
];

/** `cart.items.0` is also a change of `cart` and `cart.items`. */
function prefixesOf(path: string): readonly string[] {
  const keys = path.split('.').slice(0, 16);
  return keys.map((_, index) => keys.slice(0, index + 1).join('.')).concat(path);
}
