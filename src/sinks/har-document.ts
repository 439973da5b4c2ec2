/**
 * One HAR file that grows: entries, and in its tail the pages that they name. What it does when it is full
 * or somebody takes it away is decided elsewhere.
 */
import {
  harEnd,
  harFrame,
  withPagesOf,
  type EntryPart,
  type HarDocument,
  type Pages,
} from './har-frame.js';
import { TwinFile } from './twin-file.js';

export class HarDocumentFile {
  readonly #file: TwinFile;
  readonly #document: HarDocument;
  #pages: Pages = new Map();
  #hasEntries = false;

  private constructor(file: TwinFile, document: HarDocument) {
    this.#file = file;
    this.#document = document;
  }

  /** As TwinFile.open. */
  static async open(path: string, document: HarDocument): Promise<HarDocumentFile> {
    return new HarDocumentFile(await TwinFile.open(path, harFrame(document)), document);
  }

  get path(): string {
    return this.#file.path;
  }

  get isPublished(): boolean {
    return this.#file.isPublished;
  }

  /** Whether an entry is in it. */
  get hasEntries(): boolean {
    return this.#hasEntries;
  }

  get sizeBytes(): number {
    return this.#file.sizeBytes;
  }

  /** As TwinFile.isRepeating. */
  get isRepeating(): boolean {
    return this.#file.isRepeating;
  }

  /** As TwinFile.isTakenAway. */
  isTakenAway(): Promise<boolean> {
    return this.#file.isTakenAway();
  }

  /** As TwinFile.append. */
  async append(parts: readonly EntryPart[]): Promise<void> {
    const pages = withPagesOf(parts, this.#pages);
    const bytes = parts.map((part) => part.bytes);
    await this.#file.append(bytes, harEnd(pages, this.#document));
    this.#pages = pages;
    this.#hasEntries ||= parts.length > 0;
  }

  /** As TwinFile.close. */
  close(): Promise<void> {
    return this.#file.close();
  }
}
