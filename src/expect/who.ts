/**
 * Whom a rule lets through: `ada`, `#3`, `staff|group:editors`. A user is let through who is known to be
 * among them; where that cannot be known, the reason is given instead of an answer.
 */
import { identityLabel, type Identity } from '../model/identity.js';

type User = Identity & { readonly kind: 'authenticated' };

/** Yes, no, or why it cannot be known, as the end of a sentence. */
export type Answer = boolean | string;

export type Who = (identity: Identity) => Answer;

/** Of one user; `impersonated`: also asked about the other side of an impersonation. */
type UserTest = (user: Pick<User, 'userId' | 'name'> & Partial<User>) => Answer;

const CLASSES: Readonly<Record<string, UserTest>> = {
  authenticated: () => true,
  staff: (user) => user.isStaff ?? `whether ${nameOf(user)} is staff is not known`,
  superuser: (user) => user.isSuperuser ?? `whether ${nameOf(user)} is a superuser is not known`,
};

const ALTERNATIVE = /\s*(?:(user:|group:|#)?(?:"((?:[^"\\]|\\[^])*)"|([^\s|"]+)))\s*/y;

export interface ParsedWho {
  readonly who: Who;
  /** Where in the text it ends. */
  readonly end: number;
}

/** Reads alternatives from `start` on; or says, as a sentence, what is wrong. */
export function parseWho(text: string, start: number): ParsedWho | string {
  const tests: (UserTest | 'anonymous')[] = [];
  for (let at = start; ; at += 1) {
    ALTERNATIVE.lastIndex = at;
    const found = ALTERNATIVE.exec(text);
    if (found === null) return 'A user is expected here, such as ada, #3, staff or group:editors.';
    at = ALTERNATIVE.lastIndex;
    const [, prefix = '', quoted, bare = ''] = found;
    const name = quoted?.replace(/\\([^])/g, '$1') ?? bare;
    tests.push(testFor(prefix, name, quoted !== undefined));
    if (text[at] !== '|') return { who: anyOf(tests), end: at };
  }
}

function testFor(prefix: string, name: string, isQuoted: boolean): UserTest | 'anonymous' {
  switch (prefix) {
    case 'user:':
      return named(name);
    case 'group:':
      return inGroup(name);
    case '#':
      return ({ userId }) => userId === name;
    default: {
      if (isQuoted) return named(name);
      if (name === 'anonymous') return name;
      return (Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined) ?? named(name);
    }
  }
}

const named =
  (wanted: string): UserTest =>
  (user) =>
    user.name === undefined
      ? `the name of user #${user.userId} is not known`
      : user.name === wanted;

const inGroup =
  (group: string): UserTest =>
  (user) =>
    user.groups?.includes(group) ?? `the groups of ${nameOf(user)} are not known`;

const nameOf = ({ name, userId }: Pick<User, 'userId' | 'name'>): string => name ?? `#${userId}`;

function anyOf(tests: readonly (UserTest | 'anonymous')[]): Who {
  const users = tests.filter((test) => test !== 'anonymous');
  const wantsAnonymous = users.length < tests.length;
  return (identity) => {
    switch (identity.kind) {
      case 'anonymous':
        return wantsAnonymous;
      case 'unknown':
        return `the user is not known: ${identity.because.message.replace(/\.$/, '')}`;
      case 'authenticated':
        return users.length === 0 ? false : isAmong(identity, users);
      default:
        return identity satisfies never;
    }
  };
}

/** Of one who acts as another, both must be among them. */
function isAmong(user: User, tests: readonly UserTest[]): Answer {
  const answer = best(tests.map((test) => test(user)));
  if (answer === false) return false;
  const other = user.impersonation && best(tests.map((test) => test(user.impersonation ?? user)));
  if (other === false) return false;
  const isProven = user.verified ? true : `nothing proves that this is ${identityLabel(user)}`;
  return [answer, other ?? true, isProven].find((each) => each !== true) ?? true;
}

/** A yes before a doubt, a doubt before a no. */
const best = (answers: readonly Answer[]): Answer =>
  answers.includes(true) || (answers.find((answer) => typeof answer === 'string') ?? false);
