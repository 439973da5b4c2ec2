/**
 * Content as a person wants to see it: forms and JSON laid out, text as text, everything else by kind,
 * size and hash. Decoded with a cap, cut in lines, and honest about both. Passwords are never shown.
 */
import { createHash } from 'node:crypto';
import { TextDecoder } from 'node:util';
import { contentCodings, decodeContent } from '../../http/content-coding.js';
import { fieldValue } from '../../http/fields.js';
import { isTextKind, parseMediaType, type MediaType } from '../../http/media-type.js';
import type { Content, HeaderSection } from '../../model/message.js';
import { line, text, wrap, type StyledLine } from '../styled.js';
import { formLines } from './form-preview.js';
import { MASK, namesPassword, withoutPasswords } from './hiding.js';
import { sizeText } from './quantities.js';

const MAX_DECODED = 128 * 1024;
const MAX_LINES = 400;
const MAX_LINE = 2000;

interface Message {
  readonly headers: HeaderSection;
  readonly content: Content;
}

/** The lines of the content's preview, wrapped to `width`; empty when there is no content. */
export function contentLines(
  { headers, content }: Message,
  masked: boolean,
  width: number,
): readonly StyledLine[] {
  if (content.sizeBytes === 0) return [];
  const type = parseMediaType(fieldValue(headers, 'content-type'));
  const codings = contentCodings(headers);
  const facts = [
    type?.essence ?? 'no type given',
    sizeText(content.sizeBytes),
    ...codings,
    ...(content.truncated ? [`only the first ${sizeText(content.bytes.length)} were kept`] : []),
  ];
  const head = line(`   ${facts.join(', ')}`, 'muted');
  if (masked) return [head, line(`   ${MASK} (x shows it)`, 'muted')];
  const decoded = decodeContent(content.bytes, codings, {
    maxBytes: MAX_DECODED,
    inputTruncated: content.truncated,
  });
  if (decoded.kind === 'not-decodable') {
    return [head, line(`   cannot be decoded: ${decoded.coding} is ${decoded.reason}`, 'warn')];
  }
  return [head, ...preview(decoded.bytes, type, decoded.truncated, width)];
}

function preview(
  bytes: Uint8Array,
  type: MediaType | undefined,
  truncated: boolean,
  width: number,
): readonly StyledLine[] {
  const decoded = textOf(bytes, type);
  if (decoded === undefined) return hashLines(bytes, truncated);
  if (type?.kind === 'form' || type?.kind === 'multipart') return formLines(decoded, type, width);
  const laidOut = type?.kind === 'json' && !truncated ? laidOutJson(decoded) : undefined;
  return textLines(withoutPasswords(laidOut ?? decoded), width);
}

/** undefined: not text, by its type or by its bytes. */
function textOf(bytes: Uint8Array, type: MediaType | undefined): string | undefined {
  if (type !== undefined && !isTextKind(type.kind) && type.kind !== 'unknown') return undefined;
  // A form with a file in it is shown by its parts, whatever the file's bytes are.
  if (type?.kind === 'multipart') return Buffer.from(bytes).toString('utf8');
  if (bytes.subarray(0, 4096).includes(0)) return undefined;
  return decoderFor(type?.charset).decode(bytes);
}

function decoderFor(charset: string | undefined): TextDecoder {
  try {
    return new TextDecoder(charset ?? 'utf-8');
  } catch {
    return new TextDecoder('utf-8'); // a charset that nobody knows
  }
}

function laidOutJson(json: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    return JSON.stringify(
      parsed,
      (key, value: unknown) => (namesPassword(key) && value !== null ? MASK : value),
      2,
    );
  } catch {
    return undefined; // says JSON and is not: shown as it came
  }
}

function textLines(content: string, width: number): readonly StyledLine[] {
  const all = content.replaceAll('\t', '  ').split(/\r\n|\n|\r/, MAX_LINES + 1);
  const lines = all
    .slice(0, MAX_LINES)
    .flatMap((row) => wrap([text(`   ${row}`, undefined, MAX_LINE)], width, 5));
  return all.length > MAX_LINES
    ? [...lines, line('   … more lines are not shown', 'muted')]
    : lines;
}

const hashLines = (bytes: Uint8Array, truncated: boolean): readonly StyledLine[] => {
  const hash = createHash('sha256').update(bytes).digest('hex');
  return [line(`   sha256 ${truncated ? 'of what was kept ' : ''}${hash}`, 'muted')];
};
