/**
 * One person's way through the real Django site of fixtures/apps/django_site, and what a recording of it
 * must say: who, what happened, which keys changed.
 */
import { expect } from 'vitest';
import { Browser } from './browser.js';
import { changedKeys, requestLine, type RecordedEntry } from './har-reading.js';
import type { RunningSpy } from './sessionspy-process.js';

const NEW_PASSWORD = 'ada-new-password-1815';
const AUTH_KEYS = ['+_auth_user_backend', '+_auth_user_hash', '+_auth_user_id'];

/** One entry in short. */
export interface Step {
  readonly request: string;
  readonly status: unknown;
  readonly user: string;
  readonly events: readonly string[];
  readonly changed: readonly string[];
}

/** Who, what happened and which keys changed, of each entry, in order. */
export const storyOf = (entries: readonly RecordedEntry[]): readonly Step[] =>
  entries.map((entry) => ({
    request: requestLine(entry),
    status: entry.response.status,
    user: userOf(entry),
    events: [...entry._sessionspy.events].sort(),
    changed: changedKeys(entry).sort(),
  }));

const userOf = ({ _sessionspy: { user } }: RecordedEntry): string =>
  user.name ?? [user.kind, user.reason].filter((part) => part !== null).join(': ');

/** What `visitSite` must look like. `rotates`: the engine has ids, and Django renews them. */
export function expectedStory({
  rotates,
  name = 'ada',
}: {
  rotates: boolean;
  name?: string;
}): readonly Step[] {
  const rotated = rotates ? ['rotated'] : [];
  const rehashed = rotates ? ['rotated'] : ['changed'];
  const gone = [...AUTH_KEYS.map((key) => key.replace('+', '-')), '-count'];
  return [
    step('GET /', 200, 'anonymous'),
    step('GET /counter/', 200, 'anonymous', ['created'], ['+count']),
    step('GET /counter/', 200, 'anonymous', ['changed'], ['~count']),
    step('GET /accounts/login/', 200, 'anonymous'),
    step('POST /accounts/login/', 302, name, ['logged-in', ...rotated], AUTH_KEYS),
    step('GET /whoami/', 200, name),
    step('GET /accounts/password_change/', 200, name),
    step('POST /accounts/password_change/', 302, name, rehashed, ['~_auth_user_hash']),
    step('GET /', 200, name),
    step('POST /accounts/logout/', expect.any(Number), name, ['destroyed', 'logged-out'], gone),
    step('GET /whoami/', 200, 'anonymous'),
  ];
}

const step = (
  request: string,
  status: unknown,
  user: string,
  events: string[] = [],
  changed: string[] = [],
): Step => ({ request, status, user, events: events.sort(), changed: changed.sort() });

/**
 * One click after the other, as a person does: where this machine is busy with other tests, a program's
 * next request would be answered before the session of the last one was looked at (decision 3).
 */
export function afterEachEntry(spy: RunningSpy): () => Promise<unknown> {
  let clicks = 0;
  return () => spy.untilTold((clicks += 1));
}

/**
 * Anonymous visit, counter, login through the real form, password change, logout. The result is every
 * secret that was on the way: passwords, session ids, tokens. `pause` comes after each answer.
 */
export async function visitSite(
  url: string,
  { login = 'ada', pause }: { login?: string; pause?: () => Promise<unknown> } = {},
): Promise<readonly string[]> {
  const secrets = ['ada-password', NEW_PASSWORD];
  const browser = new Browser(url, pause);
  const noteSecrets = (): void => {
    secrets.push(...[...browser.cookies.values()].filter((value) => value.length >= 16));
  };
  await browser.get('/');
  await browser.get('/counter/');
  await browser.get('/counter/');
  noteSecrets();
  await browser.submit('/accounts/login/', { username: login, password: 'ada-password' });
  noteSecrets();
  expect(JSON.parse((await browser.get('/whoami/')).text)).toMatchObject({ username: login });
  await browser.submit('/accounts/password_change/', {
    old_password: 'ada-password',
    new_password1: NEW_PASSWORD,
    new_password2: NEW_PASSWORD,
  });
  noteSecrets();
  await browser.submit('/accounts/logout/', {}, '/');
  expect(JSON.parse((await browser.get('/whoami/')).text)).toMatchObject({ authenticated: false });
  browser.close();
  return secrets;
}
