/** What a run said of a rule: plain data, for reports and for tests. */
import type { SessionTag } from '../model/ids.js';

/** An exchange that broke a rule. */
export interface Violation {
  /** Its position in the journal, as on the screen and in `_sessionspy.seq`. */
  readonly seq: number;
  readonly method: string;
  /** The request target; secrets are replaced where the caller says how. At most 512 characters. */
  readonly target: string;
  /** Absent where there was no response. */
  readonly status?: number;
  /** As the screen names them: `ada`, `#3`, `anonymous`, `unknown`. */
  readonly user: string;
  /** The session as the response left it, else as the request found it. */
  readonly session?: SessionTag;
  /** What is wrong with it, as one sentence. */
  readonly why: string;
  /** False: it was not shown to be right, which is all that is known; `why` says what was not known. */
  readonly isCertain: boolean;
}

export type RuleOutcome =
  | 'held'
  | 'failed'
  /** Nothing that the rule speaks of was seen, or none of it could be judged. */
  | 'nothing-to-check';

export interface RuleResult {
  /** As written. */
  readonly rule: string;
  readonly outcome: RuleOutcome;
  /** Exchanges that the rule spoke of and that could be judged. */
  readonly judged: number;
  /** Those that broke it; the first 100 of them. */
  readonly violations: readonly Violation[];
  /** All of them. */
  readonly violationCount: number;
  /** Exchanges that the rule spoke of and that could not be judged. */
  readonly undecided: number;
  /** What else is to be said, without a full stop: why there was nothing to check, what was lacking. */
  readonly remark?: string;
}
