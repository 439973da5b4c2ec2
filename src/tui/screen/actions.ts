/** What the screen asks of the program around it. */
import type { SessionSnapshot } from '../../model/session.js';

export interface ScreenActions {
  /** Writes a HAR of these exchanges; resolves to what to tell the user. Rejects with why not. */
  saveHar(path: string, seqs: readonly number[]): Promise<string>;
  /** One exchange as a HAR entry; `masked`: with its secrets replaced. undefined: it is not held any more. */
  entryJson(seq: number, masked: boolean): string | undefined;
  /** The session of an exchange as its store has it now. Rejects with why not. */
  rereadSession(seq: number): Promise<SessionSnapshot>;
  /** Forgets every exchange so far. */
  clear(): void;
}
