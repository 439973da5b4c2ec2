/** Paths in a configuration file are relative to its folder, wherever sessionspy was started. Pure. */
import { resolve } from 'node:path';
import type { PathPart } from './options.js';

/** An option's text with its path, if it is a relative one, made absolute from `folder`. */
export function relativeTo(folder: string, text: string, part: PathPart): string {
  switch (part) {
    case 'whole':
      return resolve(folder, text);
    case 'output':
      return text === '-' ? text : resolve(folder, text);
    case 'report':
      return text.startsWith('junit:') ? `junit:${resolve(folder, text.slice(6))}` : text;
    case 'secret-file':
    case 'rule-file':
      return text.startsWith('@') ? `@${resolve(folder, text.slice(1))}` : text;
    case 'store-url':
      return storeFrom(folder, text);
    default:
      return part satisfies never;
  }
}

/** `sqlite:`, `file:` and bare paths; other stores have no path in our file system. */
function storeFrom(folder: string, text: string): string {
  const [, scheme, slashes, rest = text] = /^(sqlite|file):(\/\/)?(.*)$/is.exec(text) ?? [];
  if (scheme === undefined) return isUrl(text) ? text : resolve(folder, text);
  if (rest === '' || rest === ':memory:' || (slashes !== undefined && rest.startsWith('/')))
    return text;
  return `${scheme}:${resolve(folder, rest)}`;
}

const isUrl = (text: string): boolean => text === 'cookie' || /^[a-z][a-z0-9+.-]+:/i.test(text);
