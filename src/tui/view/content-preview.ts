/**
 * Content as a person wants to see it: forms as tables, JSON as a tree, events one by one, text as
 * text, everything else by kind, size and hash. Decoded with a cap and honest about it. Passwords are
 * never shown and never copied.
 */
import { createHash } from 'node:crypto';
import { TextDecoder } from 'node:util';
import { contentCodings, decodeContent, type DecodedContent } from '../../http/content-coding.js';
import { fieldValue } from '../../http/fields.js';
import { isTextKind, parseMediaType, type MediaType } from '../../http/media-type.js';
import type { Content, HeaderSection } from '../../model/message.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import { line, text } from '../styled.js';
import { contentKind } from './content-kind.js';
import { eventForest } from './event-stream.js';
import { copiedForm, multipartRows, urlEncodedRows } from './form-preview.js';
import { hexDump } from './hex-dump.js';
import { hiddenText, withoutPasswords } from './hiding.js';
import { imageSize, svgSize, type ImageSize } from './image-size.js';
import { readJson, type JsonDocument } from './json-document.js';
import { jsonForest, jsonText } from './json-tree.js';
import { sizeText } from './quantities.js';
import { note, rowOf, section, wrapped } from './rows.js';
import { moreRow, stepsShown, treeRows } from './tree.js';

const MAX_DECODED = 256 * 1024;
const MAX_LINE = 2000;

interface Message {
  readonly headers: HeaderSection;
  readonly content: Content;
}

/** A heading and the rows of the content; none when there is no content. `key` begins those of folds. */
export function contentRows(
  message: Message,
  key: string,
  options: DetailOptions,
): readonly DetailRow[] {
  const { content } = message;
  const { width, masked } = options;
  if (content.sizeBytes === 0) return [];
  const facts = note(factsOf(message).join(', '), width);
  if (masked) {
    const hidden = [text('   '), hiddenText(), text(' (x shows it)', 'muted')];
    return section('Content', [...facts, rowOf(hidden)]);
  }
  if (content.dropped === true && content.bytes.length === 0) {
    const words = 'It was given up since for memory; the recording still has it.';
    return section('Content', [...facts, ...note(words, width, 'warn')]);
  }
  const { rows, copy } = opened(message, { ...options, key });
  return section('Content', [...facts, ...rows], copy);
}

function factsOf({ headers, content }: Message): readonly string[] {
  const type = parseMediaType(fieldValue(headers, 'content-type'));
  const { bytes, sizeBytes, truncated, dropped, scrubbed } = content;
  return [
    type?.essence ?? 'no type given',
    ...(type?.charset === undefined ? [] : [type.charset]),
    sizeText(sizeBytes),
    ...contentCodings(headers, content),
    ...(truncated && dropped !== true
      ? [`only the first ${sizeText(bytes.length)} were kept`]
      : []),
    ...(scrubbed === true ? ['passwords were taken out'] : []),
  ];
}

interface View extends DetailOptions {
  readonly key: string;
}

interface Preview {
  readonly rows: readonly DetailRow[];
  /** The whole of it, without passwords. */
  readonly copy?: () => string;
}

function opened(message: Message, view: View): Preview {
  const type = parseMediaType(fieldValue(message.headers, 'content-type'));
  const decoded = decodedOf(message);
  const { width } = view;
  if (decoded.kind === 'not-decodable') {
    const words = `cannot be decoded: ${decoded.coding} is ${decoded.reason}`;
    return { rows: note(words, width, 'warn') };
  }
  const { bytes, truncated } = decoded;
  const isCoded = contentCodings(message.headers, message.content).length > 0;
  const size = sizeText(bytes.length);
  const facts = [
    ...(isCoded ? note(`${truncated ? 'the first ' : ''}${size} when decoded`, width) : []),
    ...(truncated && !isCoded && !message.content.truncated
      ? note(`the first ${size} are shown`, width)
      : []),
  ];
  const preview = previewOf({ bytes, truncated }, type, view);
  return { ...preview, rows: [...facts, ...preview.rows] };
}

/** The last two contents decoded: request and response are looked at in turns, fold by fold. */
const remembered: (readonly [Message, DecodedContent])[] = [];

function decodedOf(message: Message): DecodedContent {
  const known = remembered.find(([one]) => one === message);
  if (known !== undefined) return known[1];
  const { content, headers } = message;
  const decoded = decodeContent(content.bytes, contentCodings(headers, content), {
    maxBytes: MAX_DECODED,
    inputTruncated: content.truncated,
  });
  remembered.unshift([message, decoded]);
  remembered.length = Math.min(remembered.length, 2);
  return decoded;
}

interface Bytes {
  readonly bytes: Uint8Array;
  readonly truncated: boolean;
}

function previewOf({ bytes, truncated }: Bytes, type: MediaType | undefined, view: View): Preview {
  const { width, turned, key } = view;
  if (type?.kind === 'multipart') return { rows: multipartRows(bytes, type, width) };
  const decoded = textOf(bytes, type);
  if (decoded === undefined) return { rows: binaryRows(bytes, truncated, width) };
  if (type?.kind === 'form') {
    return { rows: urlEncodedRows(decoded, width), copy: () => copiedForm(decoded) };
  }
  if (type?.essence === 'text/event-stream') {
    return { rows: treeRows(eventForest(decoded), { width, turned, key, margin: 1 }) };
  }
  const document = isJson(type, decoded) ? jsonOf(bytes, decoded, truncated) : undefined;
  if (document !== undefined) {
    const rows = treeRows(jsonForest(document), { width, turned, key, margin: 1 });
    return { rows, copy: () => jsonText(document) };
  }
  const open = withoutPasswords(decoded);
  const isBroken = type?.kind === 'json' ? note('This is not JSON:', width, 'warn') : [];
  const size = type?.essence === 'image/svg+xml' ? svgSize(decoded) : undefined;
  const pixels = size === undefined ? [] : note(`SVG image, ${pixelsText(size)}`, width);
  const end = truncated ? note('… it goes on; no more of it is at hand', width, 'warn') : [];
  return { rows: [...isBroken, ...pixels, ...textRows(open, view), ...end], copy: () => open };
}

const isJson = (type: MediaType | undefined, decoded: string): boolean =>
  type?.kind === 'json' ||
  ((type === undefined || type.kind === 'unknown') && /^\s*[{[]/.test(decoded));

/** The last document read, by its bytes: each fold that is turned lays it out again. */
let lastRead:
  { readonly bytes: Uint8Array; readonly document: JsonDocument | undefined } | undefined;

function jsonOf(bytes: Uint8Array, source: string, truncated: boolean): JsonDocument | undefined {
  if (lastRead?.bytes !== bytes) lastRead = { bytes, document: readJson(source, truncated) };
  return lastRead.document;
}

/** undefined: not text, by its type or by its bytes. */
function textOf(bytes: Uint8Array, type: MediaType | undefined): string | undefined {
  if (type !== undefined && !isTextKind(type.kind) && type.kind !== 'unknown') return undefined;
  if (bytes.subarray(0, 4096).includes(0)) return undefined;
  if (contentKind(bytes) !== undefined && (type === undefined || type.kind === 'unknown')) {
    return undefined;
  }
  return decoderFor(type?.charset).decode(bytes);
}

function decoderFor(charset: string | undefined): TextDecoder {
  try {
    return new TextDecoder(charset ?? 'utf-8');
  } catch {
    return new TextDecoder('utf-8'); // a charset that nobody knows
  }
}

function textRows(content: string, { width, turned, key }: View): readonly DetailRow[] {
  const all = content.replaceAll('\t', '  ').split(/\r\n|\n|\r/);
  if (all.at(-1) === '') all.pop();
  const { shown, moreKey } = stepsShown(all.length, `${key}:lines`, turned);
  const rows = all
    .slice(0, shown)
    .flatMap((one) =>
      wrapped([text('   '), text(one, undefined, MAX_LINE)], width, 5, { copy: () => one }),
    );
  const hidden = all.length - shown;
  return hidden > 0 ? [...rows, moreRow(hidden, moreKey, 1)] : rows;
}

const pixelsText = ({ width, height, images = 1 }: ImageSize): string =>
  `${width} x ${height} pixels${images > 1 ? `, the largest of ${images}` : ''}`;

function binaryRows(bytes: Uint8Array, truncated: boolean, width: number): readonly DetailRow[] {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const size = imageSize(bytes);
  const facts = [
    contentKind(bytes) ?? 'of no kind that is known here',
    ...(size === undefined ? [] : [pixelsText(size)]),
  ].join(', ');
  const hashed = `sha256 ${truncated ? 'of what was kept ' : ''}${hash}`;
  return [
    ...wrapped([text(`   ${facts}`)], width, 5),
    ...wrapped([text(`   ${hashed}`, 'muted')], width, 5, { copy: () => hash }),
    ...dumpRows(bytes, width),
  ];
}

function dumpRows(bytes: Uint8Array, width: number): readonly DetailRow[] {
  const readable = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  if (withoutPasswords(readable) !== readable) {
    return note('Its bytes are not shown, as a password seems to be among them.', width);
  }
  return [rowOf(line('')), ...hexDump(bytes, width).map((one) => rowOf(one))];
}
