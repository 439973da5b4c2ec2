/** What an exporter is to the rest: it is told every event, and is never waited for. */
import type { JournalEvent } from '../model/journal-event.js';

export interface Sink {
  readonly name: string;
  /** Takes note of an event. Never throws and never waits; trouble is reported by the sink's own means. */
  accept(event: JournalEvent): void;
  /** Resolves when all that was accepted before is out, or cannot be for now. Never rejects. */
  flush(): Promise<void>;
  /** The same, for good: nothing accepted afterwards counts. Idempotent; never rejects. */
  close(): Promise<void>;
  /**
   * Called when a log rotator has moved files away: what comes next goes to new ones. Absent where there
   * are none. Never rejects.
   */
  reopen?(): Promise<void>;
}
