/**
 * Header sections as entries hold them. Other tools write HTTP/2 as it is, with pseudo-fields, and join
 * or leave out cookies: what the fields would have been in HTTP/1.1 is made of it (RFC 9113 section 8.3).
 */
import { fieldValue } from '../http/fields.js';
import type { FieldLine, HeaderSection } from '../model/message.js';
import { itemsOf, memberOf, momentOf, textOf } from './json-member.js';
import type { TextPool } from './text-pool.js';

/** Of one section; what follows is left out. Node itself takes 2000 fields in 16 KiB. */
const MAX_FIELDS = 2000;
const MAX_FIELD_LENGTH = 64 * 1024;
const MAX_SECTION_LENGTH = 512 * 1024;

export interface ReadFields {
  readonly headers: HeaderSection;
  /** How many lines, or parts of lines, are left out since there is too much of them. */
  readonly leftOut: number;
}

/** The lines of `headers`, in order, duplicates kept. */
export function fieldsOf(message: unknown, pool: TextPool): ReadFields {
  const items = itemsOf(memberOf(message, 'headers'));
  const headers: FieldLine[] = [];
  let length = 0;
  let leftOut = Math.max(0, items.length - MAX_FIELDS);
  for (const item of items.slice(0, MAX_FIELDS)) {
    const name = textOf(memberOf(item, 'name'));
    if (name === undefined) continue;
    const value = textOf(memberOf(item, 'value')) ?? '';
    length += name.length + Math.min(value.length, MAX_FIELD_LENGTH);
    const isTooLong = name.length > 1024 || value.length > MAX_FIELD_LENGTH;
    if (isTooLong || length > MAX_SECTION_LENGTH) leftOut += 1;
    if (name.length > 1024 || length > MAX_SECTION_LENGTH) continue;
    headers.push([pool.share(name), pool.share(value.slice(0, MAX_FIELD_LENGTH))]);
  }
  return { headers, leftOut };
}

/** A request's lines as HTTP/1.1 has them; `host` is the authority of its URL. */
export function requestFieldsOf(request: unknown, host: string, pool: TextPool): ReadFields {
  const { headers, leftOut } = fieldsOf(request, pool);
  const plain = headers.filter(([name]) => !name.startsWith(':'));
  const authority = fieldValue(headers, ':authority') ?? host;
  const withHost: HeaderSection =
    fieldValue(plain, 'host') === undefined ? [['Host', authority], ...plain] : plain;
  if (fieldValue(withHost, 'cookie') !== undefined) return { headers: withHost, leftOut };
  const pairs = itemsOf(memberOf(request, 'cookies')).slice(0, MAX_FIELDS).flatMap(pairOf);
  const cookie = pairs.join('; ').slice(0, MAX_FIELD_LENGTH);
  return { headers: cookie === '' ? withHost : [...withHost, ['Cookie', cookie]], leftOut };
}

function pairOf(cookie: unknown): string[] {
  const name = textOf(memberOf(cookie, 'name'));
  return name === undefined ? [] : [`${name}=${textOf(memberOf(cookie, 'value')) ?? ''}`];
}

/** A response's lines; browsers join its Set-Cookie lines by line feeds. */
export function responseFieldsOf(response: unknown, pool: TextPool): ReadFields {
  const { headers, leftOut } = fieldsOf(response, pool);
  const plain = headers.filter(([name]) => !name.startsWith(':'));
  if (fieldValue(plain, 'set-cookie') === undefined) {
    const cookies = itemsOf(memberOf(response, 'cookies')).slice(0, MAX_FIELDS);
    return { headers: [...plain, ...cookies.flatMap(setCookieOf)], leftOut };
  }
  const split = plain.flatMap((line): readonly FieldLine[] =>
    line[0].toLowerCase() === 'set-cookie' && line[1].includes('\n')
      ? line[1].split('\n').map((value) => [line[0], value.trim()])
      : [line],
  );
  return { headers: split, leftOut };
}

function setCookieOf(cookie: unknown): FieldLine[] {
  const [pair] = pairOf(cookie);
  if (pair === undefined) return [];
  const attribute = (name: string, member: string): string => {
    const text = textOf(memberOf(cookie, member));
    return text === undefined || text === '' ? '' : `; ${name}=${text}`;
  };
  const flag = (name: string, member: string): string =>
    memberOf(cookie, member) === true ? `; ${name}` : '';
  const expires = momentOf(memberOf(cookie, 'expires'));
  const line = [
    pair,
    attribute('Path', 'path'),
    attribute('Domain', 'domain'),
    expires === undefined ? '' : `; Expires=${new Date(expires).toUTCString()}`,
    flag('HttpOnly', 'httpOnly'),
    flag('Secure', 'secure'),
    attribute('SameSite', 'sameSite'),
  ];
  return [['Set-Cookie', line.join('').slice(0, MAX_FIELD_LENGTH)]];
}
