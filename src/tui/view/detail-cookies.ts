/** The Cookies tab: what was sent, what was set with which attributes, and what a browser makes of it. */
import type { CookieChange, HeldCookie, SetCookie } from '../../model/cookie.js';
import { cookieNameOf } from '../../model/cookie.js';
import type { Observation } from '../../model/observation.js';
import { line, text, wrap, type Segment, type StyledLine, type Tone } from '../styled.js';
import { value } from './hiding.js';
import { dateTimeText } from './quantities.js';
import { section, table } from './sections.js';

const MAX_VALUE = 4096;
const MAX_COOKIES = 200;

/** The tab's lines, wrapped to `width`. */
export function cookieLines(
  { cookies, client }: Observation,
  masked: boolean,
  width: number,
): readonly StyledLine[] {
  const { sent, set, changes } = cookies;
  if (sent.length + set.length + changes.length === 0) {
    return [line(' No cookies were sent or set.', 'muted')];
  }
  const pairs = sent.slice(0, MAX_COOKIES).map((pair) => ({
    name: pair.name,
    value: [value(pair.value, masked, undefined, MAX_VALUE)],
  }));
  return [
    line(` client ${client}: one browser, as far as cookies can tell`, 'muted'),
    ...section(`Changes (${changes.length})`, changeTable(changes, masked, width)),
    ...section(`Sent (${sent.length})`, table(pairs, width)),
    ...section(
      `Set (${set.length})`,
      set.slice(0, MAX_COOKIES).flatMap((one) => setCookieLines(one, masked, width)),
    ),
  ];
}

function setCookieLines(cookie: SetCookie, masked: boolean, width: number) {
  const shown = value(cookie.value, masked, undefined, MAX_VALUE);
  const attributes = cookie.attributes
    .slice(0, 32)
    .map(({ name, value: given }) => (given === undefined ? name : `${name}=${given}`))
    .join('; ');
  return [
    ...table([{ name: cookie.name, value: [shown] }], width),
    ...wrap([text(`     ${attributes === '' ? 'no attributes' : attributes}`, 'muted')], width, 5),
  ];
}

const changeTable = (changes: readonly CookieChange[], masked: boolean, width: number) =>
  table(
    changes.slice(0, MAX_COOKIES).map((change) => ({
      name: cookieNameOf(change),
      sign: text(...SIGNS[change.kind]),
      value: changeWords(change, masked),
    })),
    width,
  );

const SIGNS: Readonly<Record<CookieChange['kind'], [string, Tone?]>> = {
  stored: ['+', 'good'],
  replaced: ['~', 'warn'],
  renewed: ['~'],
  removed: ['-', 'bad'],
  refused: ['!', 'bad'],
  introduced: ['?', 'accent'],
  withheld: ['?', 'accent'],
};

function changeWords(change: CookieChange, masked: boolean): readonly Segment[] {
  switch (change.kind) {
    case 'stored':
      return [text(`stored, ${lifetime(change.cookie)}`)];
    case 'replaced':
      return [
        text('replaced: '),
        value(change.before.value, masked, undefined, 256),
        text(' → ', 'muted'),
        value(change.after.value, masked, undefined, 256),
        text(`, ${lifetime(change.after)}`),
      ];
    case 'renewed':
      return [text(`set again with the same value, ${lifetime(change.after)}`)];
    case 'removed':
      return [text(change.before === undefined ? 'removed; it was not held' : 'removed')];
    case 'refused':
      return [text(`a browser refuses it: ${change.reason}`, 'bad')];
    case 'introduced':
      return [text('sent by the client; the app was never seen to set it')];
    case 'withheld':
      return [text(`held, and yet not sent${change.why === undefined ? '' : `: ${change.why}`}`)];
    default:
      return change satisfies never;
  }
}

const lifetime = ({ expiresAt }: HeldCookie): string =>
  expiresAt === undefined ? 'until the browser closes' : `until ${dateTimeText(expiresAt)}`;
