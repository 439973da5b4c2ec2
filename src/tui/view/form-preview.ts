/**
 * The controls of a submitted form, url-encoded or multipart, as names and values; and the parameters
 * of a query. Passwords are neither shown nor copied, whatever part they come in.
 */
import { createHash } from 'node:crypto';
import { parameterOf, parseMediaType, type MediaType } from '../../http/media-type.js';
import type { DetailRow } from '../detail-row.js';
import { text } from '../styled.js';
import { contentKind } from './content-kind.js';
import { MASK, hiddenText, namesPassword, value, withoutPasswords } from './hiding.js';
import { imageSize } from './image-size.js';
import { sizeText } from './quantities.js';
import { note, table, type NamedValue } from './rows.js';
import { nameKind } from '../../model/secret-names.js';

const MAX_CONTROLS = 200;
const MAX_VALUE = 1024;

/** The controls of `application/x-www-form-urlencoded`, at most 200 of them. */
export function urlEncodedRows(body: string, width: number): readonly DetailRow[] {
  return controlRows(
    pairsOf(body).map(([name, content]) => control(name, content, namesPassword(name))),
    width,
  );
}

/** The parameters of a query; when masked without those whose names announce a secret. */
export function queryRows(query: string, masked: boolean, width: number): readonly DetailRow[] {
  return table(
    pairsOf(query).map(([name, content]) =>
      control(name, content, namesPassword(name) || (masked && nameKind(name) !== 'plain')),
    ),
    width,
  );
}

/** The form as text to copy, without passwords. */
export const copiedForm = (body: string): string =>
  body
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1);
      return namesPassword(decoded(name)) ? `${name}=${MASK}` : pair;
    })
    .join('&');

const pairsOf = (body: string): readonly (readonly [name: string, content: string])[] =>
  body
    .split('&', MAX_CONTROLS)
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const name = decoded(equals === -1 ? pair : pair.slice(0, equals));
      return [name, equals === -1 ? '' : decoded(pair.slice(equals + 1))];
    });

/** RFC 7578: parts between boundary lines, each with its own fields and an empty line. */
export function multipartRows(
  bytes: Uint8Array,
  { boundary = '' }: MediaType,
  width: number,
): readonly DetailRow[] {
  if (boundary === '')
    return note('The type names no boundary, so the parts cannot be told.', width);
  // One character a byte, so that files stay what they are.
  const parts = Buffer.from(bytes)
    .toString('latin1')
    .split(`--${boundary}`, MAX_CONTROLS + 1)
    .slice(1);
  return controlRows(
    parts.flatMap((part, index) => {
      const gap = part.indexOf('\r\n\r\n');
      if (part.startsWith('--') || gap === -1) return [];
      const isWhole = index < parts.length - 1;
      const content = part.slice(gap + 4);
      return [
        partRow(part.slice(0, gap), isWhole ? content.replace(/\r\n$/, '') : content, isWhole),
      ];
    }),
    width,
  );
}

const controlRows = (rows: readonly NamedValue[], width: number): readonly DetailRow[] =>
  rows.length === 0 ? note('no controls', width) : table(rows, width);

function partRow(head: string, content: string, isWhole: boolean): NamedValue {
  const fields = Buffer.from(head, 'latin1').toString('utf8');
  const disposition = /^content-disposition:(.*)$/im.exec(fields)?.[1] ?? '';
  const type = /^content-type:(.*)$/im.exec(fields)?.[1];
  const name = parameterOf(disposition, 'name') ?? '';
  const filename = parameterOf(disposition, 'filename');
  const bytes = Buffer.from(content, 'latin1');
  const cut = isWhole ? '' : ', cut here';
  if (filename === undefined) {
    const row = control(name, bytes.toString('utf8'), namesPassword(name));
    return cut === '' ? row : { ...row, value: [...row.value, text(cut, 'warn')] };
  }
  const words = [
    `file ${filename}`,
    parseMediaType(type)?.essence ?? 'no type given',
    `${sizeText(bytes.length)}${cut}`,
    ...fileFacts(bytes),
  ];
  return { name, value: [text(words.join(', '), 'muted', 512)] };
}

function fileFacts(bytes: Uint8Array): readonly string[] {
  const size = imageSize(bytes);
  const kind = contentKind(bytes);
  return [
    ...(kind === undefined ? [] : [kind]),
    ...(size === undefined ? [] : [`${size.width} x ${size.height} pixels`]),
    `sha256 ${createHash('sha256').update(bytes).digest('hex')}`,
  ];
}

function control(name: string, content: string, hidden: boolean): NamedValue {
  if (hidden) return { name, value: [hiddenText()] };
  const open = withoutPasswords(content);
  return { name, value: [value(open, false, undefined, MAX_VALUE)], copy: () => open };
}

function decoded(encoded: string): string {
  const spaced = encoded.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced; // not UTF-8, or cut in the middle of an escape
  }
}
