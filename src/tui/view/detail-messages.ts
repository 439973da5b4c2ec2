/** The Request and Response tabs: the first line, the fields as received, the content, the messages. */
import type { Exchange, Rewrite } from '../../model/exchange.js';
import type { HeaderSection } from '../../model/message.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import { BOLD, text } from '../styled.js';
import { contentRows } from './content-preview.js';
import { queryRows } from './form-preview.js';
import { fieldText, MASK, urlText } from './hiding.js';
import { countText } from './quantities.js';
import { note, section, wrapped } from './rows.js';
import { outcomeNote, statusWord } from './status-words.js';
import { webSocketRows } from './web-socket.js';

const MAX_TARGET = 8192;
const MAX_FIELD = 4096;
const MAX_FIELDS = 200;

/** The Request tab's rows. */
export function requestRows(exchange: Exchange, options: DetailOptions): readonly DetailRow[] {
  const { request, ordinal, connectionId } = exchange;
  const { masked, width } = options;
  const target = urlText(request.target.slice(0, MAX_TARGET), masked);
  const query = request.target.slice(0, MAX_TARGET).split('?').slice(1).join('?');
  return [
    ...wrapped(
      [
        text(` ${request.method} `, BOLD, 64),
        text(target, undefined, MAX_TARGET),
        text(` HTTP/${request.httpVersion}`, 'muted'),
      ],
      width,
      3,
      { copy: () => target },
    ),
    ...note(`request ${ordinal} on connection ${connectionId}`, width, 'muted', 1),
    ...section('Query', queryRows(query, masked, width)),
    ...section('Fields', fieldRows(request.headers, options)),
    ...section('Trailers', fieldRows(request.trailers, options)),
    ...section('Sent on otherwise', rewriteRows(exchange, 'request', options)),
    ...contentRows(request, 'request', options),
  ];
}

/** The Response tab's rows. */
export function responseRows(exchange: Exchange, options: DetailOptions): readonly DetailRow[] {
  const { response, interim } = exchange;
  const { width } = options;
  const ending = endingRows(exchange, width);
  if (response === undefined) {
    return ending.length > 0 ? ending : note('Waiting for the response …', width, 'muted', 1);
  }
  return [
    ...wrapped(
      [
        text(' '),
        statusWord(exchange),
        text(` ${response.reason}`, BOLD),
        text(` HTTP/${response.httpVersion}`, 'muted'),
        ...(response.author === 'sessionspy' ? [text(' written by sessionspy', 'warn')] : []),
      ],
      width,
      3,
    ),
    ...ending,
    ...interim
      .slice(0, 20)
      .flatMap(({ status, reason, headers }) => [
        ...wrapped([text(` before it: ${status} ${reason}`)], width, 3),
        ...fieldRows(headers, options),
      ]),
    ...section('Fields', fieldRows(response.headers, options)),
    ...section('Trailers', fieldRows(response.trailers, options)),
    ...section('Handed on otherwise', rewriteRows(exchange, 'response', options)),
    ...contentRows(response, 'response', options),
    ...webSocketRows(exchange.webSocket, options),
  ];
}

function endingRows(exchange: Exchange, width: number): readonly DetailRow[] {
  const { outcome } = exchange;
  const words = outcomeNote(exchange);
  if (words === undefined) return [];
  const why = 'message' in outcome ? `: ${outcome.message}` : '';
  const style = outcome.kind === 'upgraded' ? undefined : 'bad';
  return wrapped([text(` ${words}${why}`, style)], width, 3);
}

function fieldRows(headers: HeaderSection, { masked, width }: DetailOptions): readonly DetailRow[] {
  const rows = headers.slice(0, MAX_FIELDS).flatMap(([name, raw]) => {
    const shown = fieldText(name, raw.slice(0, MAX_FIELD + 1), masked);
    const styled = [
      text('   '),
      text(name, 'accent', 256),
      text(': '),
      text(shown, shown === MASK ? 'muted' : undefined, MAX_FIELD),
    ];
    const copy = shown === MASK ? undefined : () => fieldText(name, raw, masked);
    return wrapped(styled, width, 5, { copy });
  });
  const more = headers.length - MAX_FIELDS;
  return more > 0 ? [...rows, ...note(`… ${countText(more, 'more field')}`, width)] : rows;
}

/** `Host: localhost:8000, not 127.0.0.1:9000: why`. */
function rewriteRows(
  { rewrites }: Exchange,
  side: Rewrite['side'],
  { masked, width }: DetailOptions,
): readonly DetailRow[] {
  return rewrites
    .filter((rewrite) => rewrite.side === side)
    .flatMap(({ name, before, after, why }) => {
      const shown = (raw: string | undefined) =>
        raw === undefined ? 'none' : fieldText(name, raw.slice(0, MAX_FIELD), masked);
      const values =
        before === undefined && after === undefined
          ? []
          : [text(shown(before)), text(' → ', 'muted'), text(shown(after)), text('  ')];
      return wrapped(
        [text('   '), text(name, 'accent', 256), text(': '), ...values, text(why, 'muted')],
        width,
        5,
      );
    });
}
