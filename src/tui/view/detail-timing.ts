/** The Timing tab: each phase as a bar on one scale, with its number beside it. */
import type { Exchange, PhaseTimings } from '../../model/exchange.js';
import { fit, line, text, type StyledLine } from '../styled.js';
import { dateTimeText, durationText, sizeText } from './quantities.js';
import { labelled } from './sections.js';

const PHASES: readonly (readonly [keyof PhaseTimings, string])[] = [
  ['blocked', 'waiting for a connection to the app'],
  ['dns', 'looking the app up'],
  ['connect', 'connecting (TLS included)'],
  ['send', 'sending the request'],
  ['wait', 'waiting for the response'],
  ['receive', 'receiving the response'],
];

const NAME = 8;
const TIME = 9;

/** The tab's lines for a pane of `width` cells. */
export function timingLines(exchange: Exchange, width: number): readonly StyledLine[] {
  const { timings, startedAt, endedAt, request, response, server } = exchange;
  const ended = endedAt === undefined ? 'not yet' : dateTimeText(endedAt);
  return [
    ...labelled('Started', [text(dateTimeText(startedAt))], width),
    ...labelled('Ended', [text(ended)], width),
    ...(server === undefined ? [] : labelled('App', [text(serverWords(server))], width)),
    ...labelled('Sent', [text(sizeText(request.content.sizeBytes))], width),
    ...labelled('Received', [text(sizeText(response?.content.sizeBytes ?? 0))], width),
    line(''),
    ...bars(timings, width),
  ];
}

const serverWords = ({ address, port, reused }: NonNullable<Exchange['server']>): string =>
  `${address}:${port}${reused ? ', on a connection kept alive' : ', on a new connection'}`;

function bars(timings: PhaseTimings, width: number): readonly StyledLine[] {
  const seen = PHASES.flatMap(([phase, meaning]) => {
    const ms = timings[phase];
    return ms === undefined ? [] : [{ phase, meaning, ms: Math.max(0, ms) }];
  });
  const sum = seen.reduce((total, { ms }) => total + ms, 0);
  const total = Math.max(timings.total ?? 0, sum);
  if (total === 0) return [line(' No phase has ended yet.', 'muted')];
  const room = Math.max(8, Math.min(48, width - NAME - TIME - 6));
  const lines: StyledLine[] = [];
  let offset = 0;
  for (const { phase, meaning, ms } of seen) {
    lines.push(barLine(phase, ms, { start: offset / total, share: ms / total, room }));
    if (width > NAME + TIME + room + 40) lines.push(line(`   ${meaning}`, 'muted'));
    offset += ms;
  }
  const tls = timings.tls === undefined ? '' : ` (TLS ${durationText(timings.tls)} of connect)`;
  return [...lines, barLine('total', total, { start: 0, share: 0, room: 0 }), line(tls, 'muted')];
}

interface Bar {
  /** As shares of the whole. */
  readonly start: number;
  readonly share: number;
  /** Cells of the whole. */
  readonly room: number;
}

function barLine(name: string, ms: number, { start, share, room }: Bar): StyledLine {
  const cells = room === 0 ? 0 : Math.max(1, Math.round(share * room));
  const before = Math.min(Math.round(start * room), Math.max(0, room - cells));
  return [
    text('   '),
    ...fit([text(name)], NAME),
    ...fit([text(durationText(ms))], TIME, 'right'),
    text('  '),
    text(' '.repeat(before)),
    text('█'.repeat(cells), 'accent'),
  ];
}
