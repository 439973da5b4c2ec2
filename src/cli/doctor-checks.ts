/**
 * What `sessionspy doctor` tries out: every store is asked for a session and a user, as the running
 * program would. Reads, prints nothing, and never rejects.
 */
import type { FrameworkAdapter } from '../frameworks/adapter.js';
import { problem, type Problem } from '../model/problem.js';
import { sampleSession, type Sample } from '../session/sample-reader.js';
import { problemOf, type WatchedStore } from '../session/watched-store.js';
import type { SpySessions } from '../spy-sessions.js';
import { StoreError } from '../stores/driver.js';

export interface StoreCheck {
  readonly label: string;
  /** undefined: it is not asked for sessions. */
  readonly sample: Sample | undefined;
  /** Whether users can be looked up; undefined: it is not asked for them. */
  readonly users: UserCheck | undefined;
}

export type UserCheck =
  | { readonly kind: 'readable'; readonly table: string }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Milliseconds that one store may take. */
const PATIENCE_MS = 5000;
/** An id that no user has; whether the table answers is what counts. */
const NO_USER = '0';

/** One check for each store, in their order. */
export async function checkStores(sessions: SpySessions): Promise<readonly StoreCheck[]> {
  return Promise.all(sessions.stores.map((store) => checkStore(store, sessions)));
}

async function checkStore(store: WatchedStore, sessions: SpySessions): Promise<StoreCheck> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const [adapter] = sessions.adapters;
  if (adapter === undefined) return { label: store.label, sample: undefined, users: undefined };
  const sample = store.isFor('sessions')
    ? await sampleSession(adapter, store, sessions.context, signal)
    : undefined;
  return { label: store.label, sample, users: await checkUsers(adapter, store, sessions, signal) };
}

async function checkUsers(
  adapter: FrameworkAdapter,
  store: WatchedStore,
  { context }: SpySessions,
  signal: AbortSignal,
): Promise<UserCheck | undefined> {
  const { connection } = store;
  const query = adapter.userRow(NO_USER, context.settings);
  if (query === undefined || connection.kind !== 'rows' || !store.isFor('users')) return undefined;
  try {
    await store.ask(() => connection.rows.findRow(query, signal), signal);
    return { kind: 'readable', table: query.table };
  } catch (error) {
    if (error instanceof StoreError) return { kind: 'failed', problem: problemOf(error) };
    throw error;
  }
}

/**
 * What keeps sessions from being read or users from being named; empty: all is well. `known`: what is
 * known of the project already, which says better why there is no store.
 */
export function obstacles(
  checks: readonly StoreCheck[],
  { context }: SpySessions,
  known: readonly Problem[],
): readonly Problem[] {
  const asked = checks.flatMap(({ sample }) => (sample === undefined ? [] : [sample]));
  const isInCookie = checks.some(({ label }) => label === 'cookie');
  const answered = asked.some(({ kind }) => kind !== 'failed' && kind !== 'none');
  const failures = asked.flatMap((sample) => (sample.kind === 'failed' ? [sample.problem] : []));
  const users = checks.flatMap((check) => (check.users === undefined ? [] : [check.users]));
  return [
    ...(asked.length === 0 || (!answered && failures.length === 0 && !isInCookie)
      ? [noStore(known)]
      : []),
    ...failures,
    ...asked.flatMap(readingProblems),
    ...(context.keys.length === 0 ? [NO_SECRET] : []),
    ...userProblems(users),
  ];
}

function noStore(known: readonly Problem[]): Problem {
  const better = known.find(({ code }) => code === 'no-store');
  return better === undefined ? NO_STORE : { ...better, severity: 'error' };
}

const NO_STORE = problem(
  'error',
  'no-store',
  'No store is known in which the sessions could be.',
  'Give it with --store, for example --store sqlite:db.sqlite3, or name the project with --project.',
);

const NO_SECRET = problem(
  'error',
  'no-secret',
  'No secret key is known, so nothing can be verified.',
  'Give it with --secret env:NAME or --secret @FILE, or name the project with --project.',
);

/** An expired session is no obstacle, and neither is one that names nobody. */
function readingProblems(sample: Sample): readonly Problem[] {
  if (sample.kind !== 'read') return [];
  const { identity, problems } = sample.reading;
  const grave = problems.filter(({ severity }) => severity === 'error');
  if (grave.length > 0) return grave;
  return identity.kind === 'unknown' ? [identity.because] : [];
}

/** One table of users is enough. */
function userProblems(users: readonly UserCheck[]): readonly Problem[] {
  if (users.some(({ kind }) => kind === 'readable')) return [];
  const failures = users.flatMap((check) => (check.kind === 'failed' ? [check.problem] : []));
  return failures.length > 0 ? failures : [NO_USERS];
}

const NO_USERS = problem(
  'warning',
  'user-lookup-failed',
  'No database with users is known, so users are shown by their id alone.',
  'Give the database of the user table as a further --store.',
);
