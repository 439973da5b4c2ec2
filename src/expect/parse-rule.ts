/**
 * A rule from its text. docs/expect.md describes the forms; what is none of them is an error with its
 * place and, where it can be told, what was meant.
 */
import { nearest } from '../config/nearest.js';
import { parseSize } from '../config/option-values.js';
import type { Filter } from '../filter/filter.js';
import { parseFilter } from '../filter/parse-filter.js';
import { onlyOn } from './access-rules.js';
import { noServerErrors } from './answer-rules.js';
import {
  sessionCookieHttpOnly,
  sessionCookieSameSite,
  sessionCookieSecure,
  type SameSite,
} from './cookie-rules.js';
import { counted, every, none, type Bounds } from './filter-rules.js';
import { pathPattern } from './path-pattern.js';
import { maxSessionSize, neverContains } from './payload-rules.js';
import type { Rule, RuleBody } from './rule.js';
import { loginRotatesSession, logoutDestroysSession, noCrossUserSession } from './session-rules.js';
import { parseWho } from './who.js';

export type ParsedRule =
  | { readonly kind: 'rule'; readonly rule: Rule }
  /** What is wrong, as one sentence, and where: UTF-16 offsets into the text. */
  | {
      readonly kind: 'invalid';
      readonly message: string;
      readonly start: number;
      readonly end: number;
    };

/** Longer texts are refused. */
const MAX_LENGTH = 4000;

/** The rule, or what is wrong with the text. */
export function parseRule(text: string): ParsedRule {
  try {
    if (text.length > MAX_LENGTH) {
      fail(`A rule has at most ${MAX_LENGTH} characters.`, MAX_LENGTH, text.length);
    }
    const written = text.trim();
    const offset = text.indexOf(written);
    const [demand = ''] = /^must\s+/.exec(written) ?? [];
    const body = bodyOf({ text: written.slice(demand.length), at: offset + demand.length });
    return { kind: 'rule', rule: { ...body, text: written, must: demand !== '' } };
  } catch (error) {
    if (!(error instanceof RuleSyntaxError)) throw error;
    const { message, start, end } = error;
    return { kind: 'invalid', message, start, end };
  }
}

class RuleSyntaxError extends Error {
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

function fail(message: string, start: number, end: number): never {
  throw new RuleSyntaxError(message, start, end);
}

/** A part of the rule, and where in it that stands. */
interface Part {
  readonly text: string;
  readonly at: number;
}

const failAt = ({ text, at }: Part, message: string): never => fail(message, at, at + text.length);

/** What follows the first `length` characters and the white space behind them. */
function after({ text, at }: Part, length: number): Part {
  const rest = text.slice(length).trimStart();
  return { text: rest, at: at + text.length - rest.length };
}

interface Form {
  /** The words that a rule of this form begins with. */
  readonly name: string;
  /** As the docs and errors write it. */
  readonly usage: string;
  readonly read: (rest: Part) => RuleBody;
}

const plain = (name: string, body: RuleBody): Form => ({
  name,
  usage: name,
  read: (rest) =>
    rest.text === '' ? body : failAt(rest, `${name} takes nothing behind it: leave this out.`),
});

/** Every form, in the order of the docs. */
export const RULE_FORMS: readonly Form[] = [
  plain('login-rotates-session', loginRotatesSession),
  plain('logout-destroys-session', logoutDestroysSession),
  plain('no-cross-user-session', noCrossUserSession),
  plain('session-cookie-httponly', sessionCookieHttpOnly),
  plain('session-cookie-secure', sessionCookieSecure),
  {
    name: 'session-cookie-samesite',
    usage: 'session-cookie-samesite [strict|lax|none]',
    read: (rest) => sessionCookieSameSite(sameSiteOf(rest)),
  },
  plain('no-5xx', noServerErrors),
  { name: 'only', usage: 'only USER on PATH', read: only },
  { name: 'anonymous on', usage: 'anonymous on PATH', read: (rest) => access('anonymous', rest) },
  { name: 'session never contains', usage: 'session never contains KEY', read: forbiddenKey },
  { name: 'max-session-size', usage: 'max-session-size SIZE', read: sizeLimit },
  { name: 'none(', usage: 'none(FILTER)', read: (rest) => none(enclosed(rest)) },
  { name: 'all(', usage: 'all(FILTER)', read: (rest) => every(undefined, enclosed(rest)) },
  {
    name: 'some(',
    usage: 'some(FILTER)',
    read: (rest) => counted(enclosed(rest), { min: 1, max: Infinity }),
  },
  { name: 'count(', usage: 'count(FILTER) <= NUMBER', read: count },
  { name: 'every(', usage: 'every(FILTER) is FILTER', read: implication },
];

function bodyOf(whole: Part): RuleBody {
  const text = whole.text.replace(/^([a-z]+)\s+\(/, '$1(');
  const part = { text, at: whole.at + whole.text.length - text.length };
  const form = RULE_FORMS.find(({ name }) => {
    const next = text.charAt(name.length);
    return text.startsWith(name) && (name.endsWith('(') || next === '' || /\s/.test(next));
  });
  return form === undefined ? unknownForm(whole) : form.read(after(part, form.name.length));
}

function unknownForm({ text, at }: Part): never {
  if (text === '') fail('A rule is expected, such as login-rotates-session.', at, at);
  const [word = text] = /^[^\s(]+/.exec(text) ?? [];
  const end = at + word.length;
  const meant = RULE_FORMS.find(
    ({ name, usage }) => (usage !== name && name.startsWith(`${word} `)) || name === `${word}(`,
  );
  if (meant !== undefined)
    fail(`The rule is not complete: write ${meant.usage}.`, at, at + text.length);
  const names = RULE_FORMS.map(({ name }) => name.replace(/[ (].*/, ''));
  const near = nearest(word, names);
  const form = RULE_FORMS.find(
    ({ name }) => near !== undefined && name.replace(/[ (].*/, '') === near,
  );
  const hint =
    form === undefined
      ? `there are ${RULE_FORMS.map(({ usage }) => usage).join(', ')}`
      : `did you mean ${form.usage}?`;
  return fail(`There is no rule ${word}: ${hint}${form === undefined ? '.' : ''}`, at, end);
}

function sameSiteOf(rest: Part): SameSite {
  const word = rest.text.toLowerCase();
  switch (word) {
    case '':
      return 'lax';
    case 'strict':
    case 'lax':
    case 'none':
      return word;
    default:
      return failAt(rest, 'One of these is expected: strict, lax, none.');
  }
}

function only(rest: Part): RuleBody {
  const parsed = parseWho(rest.text, 0);
  if (typeof parsed === 'string') return failAt(rest, parsed);
  const wanted = rest.text.slice(0, parsed.end).trim();
  const behind = after(rest, parsed.end);
  if (!/^on(?:\s|$)/.test(behind.text)) {
    return failAt(
      behind,
      `"on" and a path are expected behind ${wanted}: only ${wanted} on /admin/*. A name with spaces goes in quotes.`,
    );
  }
  return access(wanted, after(behind, 2));
}

function access(wanted: string, path: Part): RuleBody {
  if (path.text === '') return failAt(path, 'A path is expected here, such as /admin/*.');
  const test = pathPattern(path.text);
  if (typeof test === 'string') return failAt(path, test);
  const parsed = parseWho(wanted, 0);
  if (typeof parsed === 'string') return failAt(path, parsed);
  return onlyOn(parsed.who, wanted, test, path.text);
}

function forbiddenKey(rest: Part): RuleBody {
  if (rest.text === '') return failAt(rest, 'A key is expected here, such as cart.card_number.');
  return neverContains(rest.text);
}

function sizeLimit(rest: Part): RuleBody {
  const size = parseSize(rest.text);
  if (size.ok) return maxSessionSize(size.value);
  return failAt(
    rest,
    rest.text === '' ? 'A size is expected here, such as 4k.' : `This ${size.fault}.`,
  );
}

/** A filter, with the parenthesis that closes it at the very end. */
function enclosed(rest: Part): Filter {
  if (!rest.text.endsWith(')')) {
    return fail(
      'A ) is expected at the end.',
      rest.at + rest.text.length,
      rest.at + rest.text.length,
    );
  }
  return filterOf({ text: rest.text.slice(0, -1), at: rest.at });
}

function filterOf({ text, at }: Part): Filter {
  if (text.trim() === '')
    fail('A filter is expected here, such as user:ada.', at, at + text.length);
  const lead = text.length - text.trimStart().length;
  const parsed = parseFilter(text.trim());
  if (parsed.kind === 'filter') return parsed.filter;
  return fail(parsed.message, at + lead + parsed.start, at + lead + parsed.end);
}

function count(rest: Part): RuleBody {
  const [, filter, operator = '', digits] =
    /^(.*)\)\s*(<=|>=|<|>|==?)\s*(\d{1,9})$/s.exec(rest.text) ?? [];
  if (filter === undefined) {
    return failAt(rest, 'A comparison is expected at the end: count(status:404) <= 5.');
  }
  return counted(filterOf({ text: filter, at: rest.at }), boundsOf(operator, Number(digits)));
}

function boundsOf(operator: string, number: number): Bounds {
  switch (operator) {
    case '<=':
      return { min: 0, max: number };
    case '<':
      return { min: 0, max: number - 1 };
    case '>=':
      return { min: number, max: Infinity };
    case '>':
      return { min: number + 1, max: Infinity };
    default:
      return { min: number, max: number };
  }
}

/** A filter may hold `) is ` itself: the first place counts at which both sides are filters. */
function implication(rest: Part): RuleBody {
  const places = [...rest.text.matchAll(/\)\s*is\s+/g)];
  let problem: unknown;
  for (const { index, 0: separator } of places) {
    try {
      const subject = filterOf({ text: rest.text.slice(0, index), at: rest.at });
      const from = index + separator.length;
      return every(subject, filterOf({ text: rest.text.slice(from), at: rest.at + from }));
    } catch (error) {
      if (!(error instanceof RuleSyntaxError)) throw error;
      problem ??= error;
    }
  }
  if (problem instanceof RuleSyntaxError) throw problem;
  return failAt(rest, '"is" and a filter are expected at the end: every(path:/admin) is user:ada.');
}
