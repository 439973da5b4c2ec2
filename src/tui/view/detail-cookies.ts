/** The Cookies tab: what was sent, what was set with which attributes, and what a browser makes of it. */
import { fieldValue } from '../../http/fields.js';
import { targetUri } from '../../http/target-uri.js';
import {
  cookieNameOf,
  type CookieChange,
  type CookiePair,
  type CookieReport,
  type SetCookie,
} from '../../model/cookie.js';
import type { Observation } from '../../model/observation.js';
import type { SessionSnapshot } from '../../model/session.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import { text, type Segment, type StyledLine } from '../styled.js';
import { explainAttributes, type CookieSetting } from './cookie-attributes.js';
import {
  adviceOn,
  CHANGE_SIGNS,
  changeWords,
  heldAfter,
  withChanges,
  type Circumstances,
} from './cookie-verdict.js';
import { hidesCookie, value } from './hiding.js';
import { sizeText } from './quantities.js';
import { note, section, table, wrapped, type NamedValue } from './rows.js';

const MAX_VALUE = 4096;
const MAX_COOKIES = 200;
/** More cookies than these are folded. */
const MAX_OPEN = 4;
/** Servers refuse longer fields: 8190 bytes by default in Apache and gunicorn, 8 kB in nginx. */
const LONG_FIELD = 8000;

/** The tab's rows. */
export function cookieRows(observation: Observation, options: DetailOptions): readonly DetailRow[] {
  const { cookies, client } = observation;
  const { width } = options;
  const { sent, set, changes } = cookies;
  if (sent.length + set.length + changes.length === 0) {
    return note('No cookies were sent or set.', width, 'muted', 1);
  }
  return [
    ...note(`client ${client}: one browser, as far as cookies can tell`, width, 'muted', 1),
    ...section(`Changes (${changes.length})`, changeRows(cookies, options)),
    ...section(sentTitle(sent), sentRows(observation, options)),
    ...section(`Set (${set.length})`, setRows(observation, options)),
  ];
}

const changeRows = ({ changes }: CookieReport, { masked, width }: DetailOptions) =>
  table(
    changes.slice(0, MAX_COOKIES).map((change) => ({
      name: cookieNameOf(change),
      sign: text(...CHANGE_SIGNS[change.kind]),
      value: changeWords(change, masked),
    })),
    width,
  );

const pairSize = ({ name, value: sent }: CookiePair): number => name.length + sent.length + 1;

/** As the field has them, with `; ` between. */
const fieldSize = (sent: readonly CookiePair[]): number =>
  sent.reduce((sum, pair) => sum + pairSize(pair), 0) + Math.max(0, sent.length - 1) * 2;

const sentTitle = (sent: readonly CookiePair[]): string =>
  `Sent (${sent.length})${sent.length > 0 ? `, ${sizeText(fieldSize(sent))}` : ''}`;

function sentRows(
  { cookies: { sent, changes }, session }: Observation,
  { masked, width }: DetailOptions,
): readonly DetailRow[] {
  const introduced = new Set(
    changes.flatMap((change) => (change.kind === 'introduced' ? [change.pair.name] : [])),
  );
  const rows = sent.slice(0, MAX_COOKIES).map((pair, index): NamedValue => {
    const hidden = hidesCookie(pair.name, masked);
    const notes = [
      sizeText(pairSize(pair)),
      ...(introduced.has(pair.name) ? ['never seen set'] : []),
      ...placeAmongDoubles(sent, index),
      ...leadsTo(pair.name, session?.before),
    ];
    return {
      name: pair.name === '' ? '(no name)' : pair.name,
      value: [
        value(pair.value, hidden, undefined, MAX_VALUE),
        text(`  ${notes.join(', ')}`, 'muted'),
      ],
      copy: hidden ? undefined : () => pair.value,
    };
  });
  return [
    ...table(rows, width),
    ...more(sent.length - MAX_COOKIES, width),
    ...sentWarnings(sent).flatMap((words) => note(`! ${words}`, width, 'warn')),
  ];
}

/** `session s-1a2b3c` for the cookie that leads to it. */
const leadsTo = (name: string, side: SessionSnapshot | undefined): readonly string[] =>
  side?.cookieName === name ? [`session ${side.tag}`] : [];

/** Doubles come in the order of section 5.8.3: longer paths first, then older cookies. */
function placeAmongDoubles(sent: readonly CookiePair[], index: number): readonly string[] {
  const isSame = ({ name }: CookiePair) => name === sent[index]?.name;
  const before = sent.slice(0, Math.min(index, MAX_COOKIES)).some(isSame);
  if (before) return ['again: of a shorter path, or younger'];
  const after = sent.slice(index + 1, MAX_COOKIES).some(isSame);
  return after ? ['first of this name: of the longest path'] : [];
}

const sentWarnings = (sent: readonly CookiePair[]): readonly string[] => [
  ...(new Set(sent.map(({ name }) => name)).size < sent.length
    ? ['A name was sent twice; frameworks differ in which one they take.']
    : []),
  ...(fieldSize(sent) > LONG_FIELD
    ? ['The field is long: many servers refuse more than 8 kB.']
    : []),
];

const more = (count: number, width: number): readonly DetailRow[] =>
  count > 0 ? note(`… ${count} more`, width) : [];

/** A cookie that was set, as one of so many in its exchange. */
interface SetOne {
  readonly cookie: SetCookie;
  readonly change: CookieChange | undefined;
  readonly index: number;
}

function setRows(observation: Observation, options: DetailOptions): readonly DetailRow[] {
  const { set, changes } = observation.cookies;
  const pairs = withChanges(set.slice(0, MAX_COOKIES), changes);
  return [
    ...pairs.flatMap(([cookie, change], index) =>
      setCookieRows({ cookie, change, index }, observation, options),
    ),
    ...more(set.length - MAX_COOKIES, options.width),
  ];
}

/** The cookie, and unless it is folded what became of it, what its attributes mean, and advice. */
function setCookieRows(
  one: SetOne,
  observation: Observation,
  options: DetailOptions,
): readonly DetailRow[] {
  const { cookie, change, index } = one;
  const { session } = observation;
  const { turned, masked, width } = options;
  const key = `set/${index}/${cookie.name.slice(0, 120)}`;
  const open = observation.cookies.set.length <= MAX_OPEN !== turned.has(key);
  const hidden = hidesCookie(cookie.name, masked);
  const sign = change === undefined ? text(' ') : text(...CHANGE_SIGNS[change.kind]);
  const head: StyledLine = [
    text(open ? ' ▾ ' : ' ▸ '),
    sign,
    text(' '),
    text(cookie.name === '' ? '(no name)' : cookie.name, 'accent', 200),
    text('  '),
    value(cookie.value, hidden, undefined, MAX_VALUE),
    ...leadsTo(cookie.name, session?.after).map((words) => text(`  ${words}`, 'muted')),
  ];
  const copy = hidden ? undefined : () => cookie.raw;
  const first = wrapped(head, width, 5, { fold: { key, open }, copy });
  return open ? [...first, ...explanation(one, observation, options)] : first;
}

function explanation(
  { cookie, change }: SetOne,
  observation: Observation,
  { masked, width }: DetailOptions,
): readonly DetailRow[] {
  const verdict: readonly Segment[] =
    change === undefined
      ? [text('what became of it is not known', 'muted')]
      : changeWords(change, masked);
  const attributes = explainAttributes(cookie, settingOf(observation, change), masked);
  return [
    ...wrapped([text('     '), ...verdict], width, 7),
    ...table(
      attributes.map(({ name, meaning, tone }) => ({ name, value: [text(meaning, tone)] })),
      width,
      5,
    ),
    ...adviceOn(cookie, change, circumstancesOf(observation)).flatMap(({ tone, words }) =>
      wrapped([text(tone === 'warn' ? '     ! ' : '       ', tone), text(words, tone)], width, 7),
    ),
  ];
}

function settingOf({ exchange }: Observation, change: CookieChange | undefined): CookieSetting {
  const held = heldAfter(change);
  return {
    host: targetUri(exchange.request, 'http').host,
    at: exchange.endedAt ?? exchange.startedAt,
    ...(held === undefined ? {} : { held }),
  };
}

function circumstancesOf({ exchange, cookies, session }: Observation): Circumstances {
  const names = [session?.before?.cookieName, session?.after?.cookieName];
  return {
    sessionCookies: new Set(names.filter((name) => name !== undefined)),
    sentNames: new Set(cookies.sent.map(({ name }) => name)),
    crossSite: fieldValue(exchange.request.headers, 'sec-fetch-site') === 'cross-site',
  };
}
