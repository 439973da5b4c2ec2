/** A HAR of chosen observations, written at once: `spy.saveHar()` and the export key of the screen. */
import { rename, type FileHandle } from 'node:fs/promises';
import type { PageId } from '../model/ids.js';
import type { Observation } from '../model/observation.js';
import type { Page } from '../model/page.js';
import { entryPart, harEnd, harFrame, type HarDocument } from './har-frame.js';
import { outputError } from './output-error.js';
import {
  createWorkFile,
  outputPath,
  removeLeftovers,
  removeQuietly,
  workPath,
} from './work-files.js';
import { writeFully } from './write-fully.js';

/** Text held before it is written. */
const BATCH_BYTES = 1 << 20;

/** What is written: of the pages, those that the exchanges name. */
export interface Chosen {
  readonly observations: Iterable<Observation>;
  readonly pages: readonly Page[];
}

/**
 * Writes the observations in the order given, mode 0600. The file appears whole or not at all, and
 * replaces one that is there. Throws SpyError SPY_OUTPUT_UNWRITABLE.
 */
export async function writeHar(path: string, chosen: Chosen, document: HarDocument): Promise<void> {
  let work: string | undefined;
  try {
    const target = await outputPath(path);
    await removeLeftovers(target);
    work = `${workPath(target)}.new`;
    const handle = await createWorkFile(work);
    try {
      await writeDocument(handle, chosen, document);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(work, target);
  } catch (error) {
    if (work !== undefined) await removeQuietly(work);
    throw outputError(path, error);
  }
}

async function writeDocument(
  handle: FileHandle,
  { observations, pages }: Chosen,
  document: HarDocument,
): Promise<void> {
  const { head, separator } = harFrame(document);
  const known = new Map(pages.map((page) => [page.id, page]));
  const named = new Map<PageId, Page>();
  let batch: Uint8Array[] = [head];
  let batchBytes = head.length;
  let position = 0;
  let isFirst = true;
  for (const observation of observations) {
    const part = entryPart(observation, known, document);
    if (part.page !== undefined) named.set(part.page.id, part.page);
    if (!isFirst) batch.push(separator);
    isFirst = false;
    batch.push(part.bytes);
    batchBytes += part.length;
    if (batchBytes < BATCH_BYTES) continue;
    position = await writeFully(handle, batch, position);
    batch = [];
    batchBytes = 0;
  }
  await writeFully(handle, [...batch, harEnd(named, document)], position);
}
