/** The controls of a submitted form, url-encoded or multipart, as names and values without passwords. */
import { parameterOf, type MediaType } from '../../http/media-type.js';
import { line, text, type StyledLine } from '../styled.js';
import { namesPassword, value } from './hiding.js';
import { sizeText } from './quantities.js';
import { table, type NamedValue } from './sections.js';

const MAX_CONTROLS = 200;
const MAX_VALUE = 1024;

/** The lines of the table, wrapped to `width`. */
export function formLines(body: string, type: MediaType, width: number): readonly StyledLine[] {
  const rows = type.kind === 'form' ? urlEncoded(body) : multipart(body, type.boundary ?? '');
  return rows.length === 0 ? [line('   no controls', 'muted')] : table(rows, width);
}

const urlEncoded = (body: string): readonly NamedValue[] =>
  body
    .split('&', MAX_CONTROLS)
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const name = decoded(equals === -1 ? pair : pair.slice(0, equals));
      return control(name, equals === -1 ? '' : decoded(pair.slice(equals + 1)));
    });

/** RFC 7578: parts between boundary lines, each with its own fields and an empty line. */
function multipart(body: string, boundary: string): readonly NamedValue[] {
  if (boundary === '') return [];
  return body
    .split(`--${boundary}`, MAX_CONTROLS)
    .slice(1)
    .flatMap((part) => {
      const gap = part.indexOf('\r\n\r\n');
      if (part.startsWith('--') || gap === -1) return [];
      return [partRow(part.slice(0, gap), part.slice(gap + 4).replace(/\r\n$/, ''))];
    });
}

function partRow(head: string, content: string): NamedValue {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
  const name = parameterOf(disposition, 'name') ?? '';
  const filename = parameterOf(disposition, 'filename');
  if (filename === undefined) return control(name, content);
  const size = sizeText(Buffer.byteLength(content));
  return { name, value: [text(`file ${filename}, about ${size}`, 'muted', 256)] };
}

const control = (name: string, content: string): NamedValue => ({
  name,
  value: [value(content, namesPassword(name), undefined, MAX_VALUE)],
});

function decoded(encoded: string): string {
  const spaced = encoded.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced; // not UTF-8, or cut in the middle of an escape
  }
}
