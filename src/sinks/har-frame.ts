/** The bytes of a HAR document around its entries, and the bytes of one entry. */
import { Buffer } from 'node:buffer';
import { harEntry, type HarContext } from '../har/entry.js';
import { ENTRY_SEPARATOR, HAR_TAIL, harEntryText, harHead } from '../har/log.js';
import type { Observation } from '../model/observation.js';
import type { DocumentFrame } from './twin-file.js';

/** What a HAR file depends on: `version` is sessionspy's own. */
export interface HarDocument {
  readonly context: HarContext;
  readonly version: string;
}

export const harFrame = ({ version, context }: HarDocument): DocumentFrame => ({
  head: Buffer.from(harHead(version, context.redactor.mode)),
  separator: Buffer.from(ENTRY_SEPARATOR),
  tail: Buffer.from(HAR_TAIL),
});

export const harPart = (observation: Observation, { context }: HarDocument): Buffer =>
  Buffer.from(harEntryText(harEntry(observation, context)));
