/** The Cookies tab: what was sent, what was set with which attributes, and what a browser makes of it. */
import { fieldValue } from '../../http/fields.js';
import { targetUri } from '../../http/target-uri.js';
import { cookieNameOf, type CookiePair, type CookieReport } from '../../model/cookie.js';
import type { Observation } from '../../model/observation.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import { text, type Segment, type StyledLine } from '../styled.js';
import { explainAttributes } from './cookie-attributes.js';
import {
  adviceOn,
  CHANGE_SIGNS,
  changeWords,
  heldAfter,
  withChanges,
  type Circumstances,
} from './cookie-verdict.js';
import { value } from './hiding.js';
import { sizeText } from './quantities.js';
import { note, section, table, wrapped, type NamedValue } from './rows.js';

const MAX_VALUE = 4096;
const MAX_COOKIES = 200;
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
    ...section(sentTitle(sent), sentRows(cookies, options)),
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

function sentRows({ sent, changes }: CookieReport, { masked, width }: DetailOptions) {
  const introduced = new Set(
    changes.flatMap((change) => (change.kind === 'introduced' ? [change.pair.name] : [])),
  );
  const counts = new Map<string, number>();
  for (const { name } of sent) counts.set(name, (counts.get(name) ?? 0) + 1);
  const seen = new Set<string>();
  const rows = sent.slice(0, MAX_COOKIES).map((pair): NamedValue => {
    const { name } = pair;
    const again = seen.has(name);
    seen.add(name);
    const notes = [
      sizeText(pairSize(pair)),
      ...(introduced.has(name) ? ['never seen set'] : []),
      ...(again ? ['again: of a shorter path, or younger'] : []),
      ...(!again && (counts.get(name) ?? 0) > 1 ? ['first of this name: of the longest path'] : []),
    ];
    return {
      name: name === '' ? '(no name)' : name,
      value: [
        value(pair.value, masked, undefined, MAX_VALUE),
        text(`  ${notes.join(', ')}`, 'muted'),
      ],
      copy: masked ? undefined : () => pair.value,
    };
  });
  const repeated = [...counts.values()].some((count) => count > 1);
  return [
    ...table(rows, width),
    ...more(sent.length - MAX_COOKIES, width),
    ...(repeated
      ? note('! A name was sent twice; frameworks differ in which one they take.', width, 'warn')
      : []),
    ...(fieldSize(sent) > LONG_FIELD
      ? note('! The field is long: many servers refuse more than 8 kB.', width, 'warn')
      : []),
  ];
}

const more = (count: number, width: number): readonly DetailRow[] =>
  count > 0 ? note(`… ${count} more`, width) : [];

function setRows(observation: Observation, options: DetailOptions): readonly DetailRow[] {
  const { exchange, cookies } = observation;
  const { masked, turned, width } = options;
  const { set, changes } = cookies;
  const { host } = targetUri(exchange.request, 'http');
  const circumstances = circumstancesOf(observation);
  const pairs = withChanges(set.slice(0, MAX_COOKIES), changes);
  const rows = pairs.flatMap(([cookie, change], index) => {
    const key = `set/${index}/${cookie.name.slice(0, 120)}`;
    const open = set.length <= 4 !== turned.has(key);
    const sign = change === undefined ? text(' ') : text(...CHANGE_SIGNS[change.kind]);
    const head: StyledLine = [
      text(open ? ' ▾ ' : ' ▸ '),
      sign,
      text(' '),
      text(cookie.name === '' ? '(no name)' : cookie.name, 'accent', 200),
      text('  '),
      value(cookie.value, masked, undefined, MAX_VALUE),
    ];
    const copy = masked ? undefined : () => cookie.raw;
    const first = wrapped(head, width, 5, { fold: { key, open }, copy });
    if (!open) return first;
    const held = heldAfter(change);
    const setting = {
      host,
      at: exchange.endedAt ?? exchange.startedAt,
      ...(held === undefined ? {} : { held }),
    };
    const verdict: readonly Segment[] =
      change === undefined
        ? [text('what became of it is not known', 'muted')]
        : changeWords(change, masked);
    const attributes = explainAttributes(cookie, setting, masked).map((one) => ({
      name: one.name,
      value: [text(one.meaning, one.tone)],
    }));
    return [
      ...first,
      ...wrapped([text('     '), ...verdict], width, 7),
      ...table(attributes, width, 5),
      ...adviceOn(cookie, change, circumstances).flatMap(({ tone, words }) =>
        wrapped([text(tone === 'warn' ? '     ! ' : '       ', tone), text(words, tone)], width, 7),
      ),
    ];
  });
  return [...rows, ...more(set.length - MAX_COOKIES, width)];
}

function circumstancesOf({ exchange, cookies, session }: Observation): Circumstances {
  const names = [session?.before?.cookieName, session?.after?.cookieName];
  return {
    sessionCookies: new Set(names.filter((name) => name !== undefined)),
    sentNames: new Set(cookies.sent.map(({ name }) => name)),
    crossSite: fieldValue(exchange.request.headers, 'sec-fetch-site') === 'cross-site',
  };
}
