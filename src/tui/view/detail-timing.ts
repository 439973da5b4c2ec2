/** The Timing tab: each phase as a bar that begins where the one before it ended, with its share. */
import type { Exchange, PhaseTimings } from '../../model/exchange.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import { fit, text, type StyledLine } from '../styled.js';
import { dateTimeText, durationText, sizeText } from './quantities.js';
import { BLANK, labelled, note, rowOf, wrapped } from './rows.js';

const PHASES: readonly (readonly [keyof PhaseTimings, string])[] = [
  ['blocked', 'waiting for a connection to the app'],
  ['dns', 'looking the app up'],
  ['connect', 'connecting (TLS included)'],
  ['send', 'sending the request'],
  ['wait', 'waiting for the response'],
  ['receive', 'receiving the response'],
];

const NAME = 8;
const TIME = 8;
const SHARE = 6;
const MEANING = 38;

/** The tab's rows. */
export function timingRows(exchange: Exchange, { width }: DetailOptions): readonly DetailRow[] {
  const { timings, startedAt, endedAt, request, response, server } = exchange;
  const moment = (label: string, at: number | undefined) =>
    labelled(
      label,
      [text(at === undefined ? 'not yet' : dateTimeText(at))],
      width,
      at === undefined ? {} : { copy: () => new Date(at).toISOString() },
    );
  return [
    ...moment('Started', startedAt),
    ...moment('Ended', endedAt),
    ...(server === undefined ? [] : labelled('App', [text(serverWords(server))], width)),
    ...labelled('Sent', [text(sizeText(request.content.sizeBytes))], width),
    ...labelled('Received', [text(received(response?.content.sizeBytes, timings))], width),
    BLANK,
    ...phaseRows(timings, width),
  ];
}

const serverWords = ({ address, port, reused }: NonNullable<Exchange['server']>): string =>
  `${address}:${port}${
    reused ? ', on a connection kept alive: nothing to look up or connect' : ', on a new connection'
  }`;

function received(sizeBytes = 0, { receive }: PhaseTimings): string {
  if (receive === undefined || receive < 1 || sizeBytes < 10_000) return sizeText(sizeBytes);
  return `${sizeText(sizeBytes)}, ${sizeText(Math.round((sizeBytes / receive) * 1000))}/s`;
}

function phaseRows(timings: PhaseTimings, width: number): readonly DetailRow[] {
  const seen = PHASES.flatMap(([phase, meaning]) => {
    const ms = timings[phase];
    return ms === undefined ? [] : [{ phase, meaning, ms: Math.max(0, ms) }];
  });
  const sum = seen.reduce((total, { ms }) => total + ms, 0);
  const total = Math.max(timings.total ?? 0, sum);
  if (total === 0) return note('No phase has ended yet.', width, 'muted', 1);
  const scale = { total, room: roomFor(width), width };
  const rows: DetailRow[] = [];
  let from = 0;
  for (const { phase, meaning, ms } of seen) {
    rows.push(bar({ name: phase, ms, from, meaning }, scale));
    if (phase === 'connect' && timings.tls !== undefined) {
      // TLS comes last in connecting.
      const tls = Math.min(timings.tls, ms);
      rows.push(
        bar({ name: '└ tls', ms: tls, from: from + ms - tls, meaning: 'a part of it' }, scale),
      );
    }
    from += ms;
  }
  const rest = total - sum;
  if (rest / total > 0.02) {
    rows.push(bar({ name: 'other', ms: rest, from, meaning: 'between the phases' }, scale));
  }
  return [...rows, ...totalRows(timings, total, width)];
}

const roomFor = (width: number): number =>
  Math.max(8, Math.min(60, width - NAME - TIME - SHARE - 5 - (width >= 110 ? MEANING : 0)));

interface Phase {
  readonly name: string;
  readonly ms: number;
  /** Milliseconds from the request head. */
  readonly from: number;
  readonly meaning: string;
}

interface Scale {
  readonly total: number;
  /** Cells of the whole. */
  readonly room: number;
  readonly width: number;
}

function bar({ name, ms, from, meaning }: Phase, { total, room, width }: Scale): DetailRow {
  const share = ms / total;
  const cells = Math.max(1, Math.round(share * room));
  const before = Math.min(Math.round((from / total) * room), room - cells);
  const styled: StyledLine = [
    ...numbers(name, ms, `${Math.round(share * 100)} %`),
    text('  '),
    text(' '.repeat(Math.max(0, before))),
    text('█'.repeat(cells), 'accent'),
    ...(width >= 110 ? [text(`${' '.repeat(room - before - cells)}  ${meaning}`, 'muted')] : []),
  ];
  return rowOf(styled, { copy: () => String(ms) });
}

const numbers = (name: string, ms: number, share: string): StyledLine => [
  text(' '),
  ...fit([text(name)], NAME),
  ...fit([text(durationText(ms))], TIME, 'right'),
  ...fit([text(share, 'muted')], SHARE, 'right'),
];

function totalRows(timings: PhaseTimings, total: number, width: number): readonly DetailRow[] {
  const { wait = 0 } = timings;
  const end = timings.total === undefined ? ', and it goes on' : '';
  const app = wait > 0 && width >= 50 ? ` (the app took ${durationText(wait)})` : '';
  return wrapped([...numbers('total', total, ''), text(`${end}${app}`, 'muted')], width, 3, {
    copy: () => String(total),
  });
}
