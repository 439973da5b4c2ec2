/** The pages of a HAR log, and what entries call them. Tolerant of what tools really write. */
import { createHash } from 'node:crypto';
import type { PageId } from '../model/ids.js';
import type { Page } from '../model/page.js';
import type { EpochMs } from '../model/time.js';
import { itemsOf, memberOf, momentOf, textOf } from './json-member.js';

const MAX_PAGES = 10_000;
const MAX_TITLE = 1000;

/** `log.pages`, in its order; of several with one id the first. */
export function readPages(value: unknown): readonly Page[] {
  const pages = new Map<PageId, Page>();
  let startedAt = 0;
  for (const item of itemsOf(value)) {
    const id = pageIdOf(memberOf(item, 'id'));
    if (id === undefined || pages.has(id)) continue;
    startedAt = momentOf(memberOf(item, 'startedDateTime')) ?? startedAt;
    const title = textOf(memberOf(item, 'title'))?.slice(0, MAX_TITLE) ?? id;
    pages.set(id, { id, title, startedAt: startedAt as EpochMs });
    if (pages.size === MAX_PAGES) break;
  }
  return [...pages.values()];
}

/**
 * A page's id, as the page has it or an entry's `pageref`. A plain word stays as it is. Anything else, an
 * address for one, may hold a secret, and an id is never redacted: it becomes a name of its own.
 */
export function pageIdOf(value: unknown): PageId | undefined {
  const text = textOf(value);
  if (text === undefined || text === '') return undefined;
  const isPlain = /^[\w@.:#-]{1,100}$/.test(text);
  const id = isPlain ? text : `page_${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
  // Whatever a file calls its pages is their id.
  return id as PageId;
}
