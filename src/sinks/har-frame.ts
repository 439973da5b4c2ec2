/** The bytes of a HAR document around its entries, and the bytes of one entry. */
import { Buffer } from 'node:buffer';
import { harEntry, type HarContext } from '../har/entry.js';
import { ENTRY_SEPARATOR, harEntryText, harHead, harTail } from '../har/log.js';
import { harPage } from '../har/page.js';
import type { PageId } from '../model/ids.js';
import type { Observation } from '../model/observation.js';
import type { Page } from '../model/page.js';
import type { DocumentFrame } from './twin-file.js';

/** What a HAR file depends on: `version` is sessionspy's own. */
export interface HarDocument {
  readonly context: HarContext;
  readonly version: string;
}

/** Pages by their ids. */
export type Pages = ReadonlyMap<PageId, Page>;

export const harFrame = ({ version, context }: HarDocument): DocumentFrame => ({
  head: Buffer.from(harHead(version, context.redactor.mode)),
  separator: Buffer.from(ENTRY_SEPARATOR),
});

export const harPart = (observation: Observation, { context }: HarDocument): Buffer =>
  Buffer.from(harEntryText(harEntry(observation, context)));

/** What follows the last entry: these pages, in the order they began. */
export function harEnd(pages: Pages, { context }: HarDocument): Buffer {
  const inOrder = [...pages.values()].toSorted((a, b) => a.startedAt - b.startedAt);
  // Their titles are swept anew each time: a secret may have been learnt since.
  return Buffer.from(harTail(inOrder.map((page) => harPage(page, context.redactor))));
}

/** An entry ready to be written, and the page that its `pageref` names. */
export interface EntryPart {
  readonly bytes: Uint8Array;
  readonly page: Page | undefined;
  /** Of `bytes`. */
  readonly length: number;
}

/** The entry of an observation; it names its page if that is one of `pages`. */
export function entryPart(
  observation: Observation,
  pages: Pages,
  document: HarDocument,
): EntryPart {
  const page = observation.page === undefined ? undefined : pages.get(observation.page);
  const { page: _unknown, ...pageless } = observation;
  const bytes = harPart(page === undefined ? pageless : observation, document);
  return { bytes, page, length: bytes.length };
}

/** The pages that these parts name, besides those given. */
export function withPagesOf(parts: readonly EntryPart[], pages: Pages): Pages {
  const all = new Map(pages);
  for (const { page } of parts) if (page !== undefined) all.set(page.id, page);
  return all;
}
