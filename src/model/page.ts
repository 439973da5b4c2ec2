/** A step of a test, as the test names it: what a HAR calls a page. */
import type { PageId } from './ids.js';
import type { EpochMs } from './time.js';

export interface Page {
  readonly id: PageId;
  readonly title: string;
  /** Exchanges that start from now on, until the next page, belong to it. */
  readonly startedAt: EpochMs;
}
