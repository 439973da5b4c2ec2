/**
 * The ids of the connections in the order they were opened, so that a row is found by its place
 * without walking through all of them at each repaint. It follows the journal's events and asks the
 * journal for its whole list only now and then, when evictions may have removed some.
 */
import type { JournalReader } from '../journal/journal.js';
import type { ConnectionId } from '../model/ids.js';
import type { JournalEvent } from '../model/journal-event.js';

/** Evicted exchanges after which the ids are read anew. */
const EVICTIONS_PER_REBUILD = 256;

export class ConnectionIndex {
  readonly #journal: JournalReader;
  #ids: ConnectionId[] = [];
  #firstSeq = 0;

  constructor(journal: JournalReader) {
    this.#journal = journal;
    this.#rebuild();
  }

  /** In the order they were opened; ones that are just being forgotten may be among them. */
  get ids(): readonly ConnectionId[] {
    return this.#ids;
  }

  /** To be called for each journal event, after the journal has applied it. */
  follow(event: JournalEvent): void {
    if (event.kind === 'connection-opened') this.#ids.push(event.connection.id);
    else if (event.kind === 'connection-closed') this.#forget(event.id);
    else if (event.kind === 'observed') this.#rebuildAfterEvictions();
  }

  /** A connection that closed without a request, as browsers open them in advance, is dropped at once. */
  #forget(id: ConnectionId): void {
    if (this.#journal.connection(id) !== undefined) return;
    const index = this.#ids.lastIndexOf(id);
    if (index !== -1) this.#ids.splice(index, 1);
  }

  #rebuildAfterEvictions(): void {
    if (this.#journal.firstSeq - this.#firstSeq >= EVICTIONS_PER_REBUILD) this.#rebuild();
  }

  #rebuild(): void {
    this.#firstSeq = this.#journal.firstSeq;
    this.#ids = Array.from(this.#journal.connections(), (row) => row.connection.id);
  }
}
