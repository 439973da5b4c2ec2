/**
 * multipart/form-data (RFC 7578): its fields listed and its secret fields replaced. The body is held
 * as latin1 text, one character for one byte, so that parts of any charset are cut where they end.
 */
import { Buffer, isUtf8 } from 'node:buffer';
import { parameterOf, parseMediaType, type MediaType } from '../http/media-type.js';
import type { Redactor } from './redact.js';
import type { HarParam } from './types.js';

/** Parts beyond this are neither listed nor kept. */
const MAX_PARTS = 1000;

export interface Multipart {
  readonly params: readonly HarParam[];
  /** The whole body again, as latin1 text. */
  readonly latin1: string;
}

/** Gives the text of a part, whose name does not make it secret, without what is secret in it. */
export type PartRule = (text: string, media: MediaType | undefined) => string;

/** The body's parts; undefined where the boundary does not occur. Never throws. */
export function redactMultipart(
  latin1: string,
  boundary: string,
  redactor: Redactor,
  rule: PartRule,
): Multipart | undefined {
  const delimiter = `--${boundary}`;
  const [preamble, ...parts] = latin1.split(delimiter, MAX_PARTS + 1);
  if (preamble === undefined || parts.length === 0) return undefined;
  const params: HarParam[] = [];
  const written = parts.map((part) => {
    const split = splitPart(part);
    if (split === undefined) return part;
    const { param, content } = redactPart(split, redactor, rule);
    if (param !== undefined) params.push(param);
    return split.head + content + split.end;
  });
  return { params, latin1: [preamble, ...written].join(delimiter) };
}

interface Part {
  /** The part's fields with the empty line after them. */
  readonly head: string;
  readonly content: string;
  /** The line break that belongs to the next delimiter. */
  readonly end: string;
}

function splitPart(part: string): Part | undefined {
  const blank = part.indexOf('\r\n\r\n');
  if (blank === -1) return undefined;
  const end = part.endsWith('\r\n') && part.length >= blank + 6 ? '\r\n' : '';
  return {
    head: part.slice(0, blank + 4),
    content: part.slice(blank + 4, part.length - end.length),
    end,
  };
}

function redactPart(
  { head, content }: Part,
  redactor: Redactor,
  rule: PartRule,
): { readonly param?: HarParam; readonly content: string } {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1];
  const name = disposition && parameterOf(disposition, 'name');
  const contentType = /^content-type:\s*(\S[^\r\n]*)$/im.exec(head)?.[1];
  const media = parseMediaType(contentType);
  // A part of multipart/mixed has a type and no name.
  if (disposition === undefined || name === undefined) {
    return { content: withinText(content, (text) => rule(text, media)) };
  }
  const fileName = parameterOf(disposition, 'filename');
  const shown = utf8(name);
  const written = withinText(content, (text) => {
    const byName = fileName === undefined ? redactNamed(shown, text, redactor) : text;
    return byName === text ? rule(text, media) : byName;
  });
  return {
    param: {
      name: shown,
      ...(fileName === undefined ? { value: utf8(written) } : { fileName: utf8(fileName) }),
      ...(contentType === undefined ? {} : { contentType }),
    },
    content: written,
  };
}

function redactNamed(name: string, value: string, redactor: Redactor): string {
  const byName = redactor.byName(redactor.kindOf(name), value);
  if (byName !== value) return byName;
  return redactor.mode === 'strict' ? redactor.standIn(value) : value;
}

/** Bytes that are no UTF-8 are looked through one character a byte. */
function withinText(latin1: string, change: (text: string) => string): string {
  const bytes = Buffer.from(latin1, 'latin1');
  const text = isUtf8(bytes) ? bytes.toString('utf8') : latin1;
  const changed = change(text);
  return changed === text ? latin1 : Buffer.from(changed, 'utf8').toString('latin1');
}

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');
