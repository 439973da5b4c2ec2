/** The Request and Response tabs: the first line, the fields as received, and the content. */
import type { Exchange } from '../../model/exchange.js';
import type { HeaderSection } from '../../model/message.js';
import { BOLD, line, text, wrap, type StyledLine } from '../styled.js';
import { contentLines } from './content-preview.js';
import { fieldText, value, withoutPasswords } from './hiding.js';
import { outcomeNote, statusWord } from './status-words.js';
import { section } from './sections.js';

const MAX_TARGET = 8192;
const MAX_FIELD = 4096;
const MAX_FIELDS = 200;

/** The Request tab's lines, wrapped to `width`. */
export function requestLines(
  { request, rewrites, ordinal, connectionId }: Exchange,
  masked: boolean,
  width: number,
): readonly StyledLine[] {
  const rewritten = rewrites.filter(({ side }) => side === 'request');
  return [
    ...wrap(
      [
        text(` ${request.method} `, BOLD, 64),
        text(withoutPasswords(request.target.slice(0, MAX_TARGET)), undefined, MAX_TARGET),
        text(` HTTP/${request.httpVersion}`, 'muted'),
      ],
      width,
      3,
    ),
    line(` request ${ordinal} on connection ${connectionId}`, 'muted'),
    ...section('Fields', fieldLines(request.headers, masked, width)),
    ...section('Trailers', fieldLines(request.trailers, masked, width)),
    ...section(
      'Sent on otherwise',
      rewritten.flatMap(({ name, why }) => wrap([text(`   ${name}: ${why}`)], width, 5)),
    ),
    ...section('Content', contentLines(request, masked, width)),
  ];
}

/** The Response tab's lines, wrapped to `width`. */
export function responseLines(
  exchange: Exchange,
  masked: boolean,
  width: number,
): readonly StyledLine[] {
  const { response, interim, rewrites } = exchange;
  const ending = endingLines(exchange, width);
  if (response === undefined) {
    return ending.length > 0 ? ending : [line(' Waiting for the response …', 'muted')];
  }
  const rewritten = rewrites.filter(({ side }) => side === 'response');
  return [
    [
      text(' '),
      statusWord(exchange),
      text(` ${response.reason}`, BOLD),
      text(` HTTP/${response.httpVersion}`, 'muted'),
      ...(response.author === 'sessionspy' ? [text(' written by sessionspy', 'warn')] : []),
    ],
    ...ending,
    ...interim.slice(0, 20).map(({ status, reason }) => line(` before it: ${status} ${reason}`)),
    ...section('Fields', fieldLines(response.headers, masked, width)),
    ...section('Trailers', fieldLines(response.trailers, masked, width)),
    ...section(
      'Handed on otherwise',
      rewritten.flatMap(({ name, why }) => wrap([text(`   ${name}: ${why}`)], width, 5)),
    ),
    ...section('Content', contentLines(response, masked, width)),
  ];
}

function endingLines(exchange: Exchange, width: number): readonly StyledLine[] {
  const { outcome } = exchange;
  const note = outcomeNote(exchange);
  if (note === undefined) return [];
  const why = 'message' in outcome ? `: ${outcome.message}` : '';
  const tone = outcome.kind === 'upgraded' ? undefined : 'bad';
  return wrap([text(` ${note}${why}`, tone)], width, 3);
}

function fieldLines(headers: HeaderSection, masked: boolean, width: number) {
  const lines = headers
    .slice(0, MAX_FIELDS)
    .flatMap(([name, raw]) =>
      wrap(
        [
          text('   '),
          text(name, 'accent', 256),
          text(': '),
          value(fieldText(name, raw.slice(0, MAX_FIELD + 1), masked), false, undefined, MAX_FIELD),
        ],
        width,
        5,
      ),
    );
  const more = headers.length - MAX_FIELDS;
  return more > 0 ? [...lines, line(`   … ${more} more fields are not shown`, 'muted')] : lines;
}
