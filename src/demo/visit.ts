/**
 * The scripted visit of `sessionspy demo` without a terminal: two users on two connections, their steps
 * interleaved, each step checked. It speaks to the proxy's address and knows nothing else of the proxy.
 */
import type { DemoUser } from './schema.js';
import { type Answer, Visitor } from './visitor.js';

/** A step of the visit did not go as it should; the message names the step and what came back. */
export class VisitError extends Error {
  override readonly name = 'VisitError';
}

/** One line of the script: who does what, and how the answer is told from a wrong one. */
interface Step {
  readonly who: Guest;
  readonly what: string;
  readonly act: (visitor: Visitor, user: DemoUser) => Promise<Answer>;
  readonly expect: Expectation;
}

interface Guest {
  readonly user: DemoUser;
  readonly visitor: Visitor;
}

interface Expectation {
  readonly status: number;
  /** A text that the answer's body has. */
  readonly text?: string;
}

/**
 * Visits as the first two of `users`: front page, cookie, counter, login, `/me/`, counter, logout, and
 * the first one changes the password and changes it back. Throws VisitError.
 */
export async function scriptedVisit(proxyUrl: string, users: readonly DemoUser[]): Promise<void> {
  const [first, second] = users;
  if (first === undefined || second === undefined) {
    throw new VisitError('The scripted visit needs two users who can log in.');
  }
  const base = new URL(proxyUrl);
  const one = { user: first, visitor: new Visitor(base) };
  const other = { user: second, visitor: new Visitor(base) };
  try {
    for (const step of script(one, other)) await take(step);
  } finally {
    one.visitor.leave();
    other.visitor.leave();
  }
}

function script(one: Guest, other: Guest): readonly Step[] {
  return [
    ...alternate(anonymousVisit(one), anonymousVisit(other)),
    ...alternate(loginVisit(one), loginVisit(other)),
    ...changePasswordAndBack(one),
    count(other, 4),
    ...alternate(logoutVisit(one), logoutVisit(other)),
  ];
}

function anonymousVisit(who: Guest): readonly Step[] {
  const page = { status: 200, text: 'You are not logged in' };
  return [
    read(who, 'opens the front page', '/', page),
    read(who, 'takes a plain cookie', '/cookie/', { status: 200, text: 'id=some_value_' }),
    count(who, 1),
    count(who, 2),
  ];
}

function loginVisit(who: Guest): readonly Step[] {
  const login: Step = {
    who,
    what: 'logs in',
    act: (visitor, { name, password }) =>
      visitor.submit('/login/', '/login/', { username: name, password }),
    expect: { status: 302 },
  };
  return [login, me(who, who.user.name), count(who, 3)];
}

function changePasswordAndBack(who: Guest): readonly Step[] {
  const { password } = who.user;
  const other = `another-${password}`;
  return [
    changePassword(who, 'changes the password', password, other),
    me(who, who.user.name),
    changePassword(who, 'changes the password back', other, password),
  ];
}

function logoutVisit(who: Guest): readonly Step[] {
  const logout: Step = {
    who,
    what: 'logs out',
    act: (visitor) => visitor.submit('/', '/logout/', {}),
    expect: { status: 302 },
  };
  return [logout, me(who, 'anonymous')];
}

function read(who: Guest, what: string, path: string, expect: Expectation): Step {
  return { who, what, act: (visitor) => visitor.get(path), expect };
}

function count(who: Guest, expected: number): Step {
  const text = expected === 1 ? 'once' : `${expected} times`;
  return read(who, `is counted, ${text}`, '/counter/', { status: 200, text });
}

function me(who: Guest, name: string): Step {
  const expect = { status: 200, text: `"user":"${name}"` };
  return read(who, `asks who it is, to be ${name}`, '/me/', expect);
}

function changePassword(who: Guest, what: string, before: string, after: string): Step {
  const fields = { old_password: before, new_password1: after, new_password2: after };
  return {
    who,
    what,
    act: (visitor) => visitor.submit('/password/', '/password/', fields),
    expect: { status: 302 },
  };
}

/** One step of each in turn. */
function alternate(mine: readonly Step[], theirs: readonly Step[]): readonly Step[] {
  return mine.flatMap((step, i) => [step, ...theirs.slice(i, i + 1)]);
}

async function take({ who, what, act, expect }: Step): Promise<void> {
  const stopped = (why: string, options?: ErrorOptions): VisitError =>
    new VisitError(`The scripted visit stopped at "${who.user.name} ${what}": ${why}.`, options);
  let answer: Answer;
  try {
    answer = await act(who.visitor, who.user);
  } catch (error) {
    throw stopped(error instanceof Error ? error.message : String(error), { cause: error });
  }
  if (answer.status !== expect.status) {
    throw stopped(`the answer was ${answer.status}, not ${expect.status}`);
  }
  if (expect.text !== undefined && !answer.body.includes(expect.text)) {
    throw stopped(`the page does not say "${expect.text}"`);
  }
}
