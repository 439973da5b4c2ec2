/**
 * The connections of a recording, which HAR knows by name alone: one opens with its first exchange and
 * closes with its last, as far as the file tells. Their number is bounded.
 */
import { connectionId, type ConnectionId } from '../model/ids.js';
import type { EpochMs } from '../model/time.js';
import type { SourceEvent } from '../source.js';

interface Known {
  readonly id: ConnectionId;
  ordinal: number;
  lastAt: EpochMs;
}

export interface Placed {
  readonly id: ConnectionId;
  /** Which request of its connection this is, from 1. */
  readonly ordinal: number;
  /** To be told before the exchange. */
  readonly events: readonly SourceEvent[];
}

/** Connections open at one time; of more, the one that was silent longest counts as closed. */
const MAX_OPEN = 20_000;
const NOWHERE = { address: '', port: 0 };

export class ConnectionBook {
  readonly #open = new Map<string, Known>();
  #highest = 0;

  /** Of an exchange of ours. */
  own(id: ConnectionId, startedAt: EpochMs, endedAt: EpochMs): Placed {
    this.#highest = Math.max(this.#highest, Number(id.slice(1)));
    return this.#place(`own ${id}`, () => id, startedAt, endedAt);
  }

  /** Of an exchange of another tool, by what its entry says. */
  foreign(key: string, startedAt: EpochMs, endedAt: EpochMs): Placed {
    const next = (): ConnectionId => {
      this.#highest += 1;
      return connectionId(this.#highest);
    };
    return this.#place(`foreign ${key}`, next, startedAt, endedAt);
  }

  /** All of them close. */
  finish(): readonly SourceEvent[] {
    const events = [...this.#open.values()].map(closing);
    this.#open.clear();
    return events;
  }

  #place(key: string, id: () => ConnectionId, startedAt: EpochMs, endedAt: EpochMs): Placed {
    const known = this.#open.get(key);
    if (known !== undefined) {
      known.ordinal += 1;
      known.lastAt = endedAt > known.lastAt ? endedAt : known.lastAt;
      this.#open.delete(key);
      this.#open.set(key, known);
      return { id: known.id, ordinal: known.ordinal, events: [] };
    }
    const opened: Known = { id: id(), ordinal: 1, lastAt: endedAt };
    this.#open.set(key, opened);
    const connection = { id: opened.id, remote: NOWHERE, local: NOWHERE, openedAt: startedAt };
    const events = [...this.#surplus(), { kind: 'connection-opened', connection } as const];
    return { id: opened.id, ordinal: 1, events };
  }

  #surplus(): readonly SourceEvent[] {
    const [oldest] = this.#open;
    if (oldest === undefined || this.#open.size <= MAX_OPEN) return [];
    this.#open.delete(oldest[0]);
    return [closing(oldest[1])];
  }
}

const closing = ({ id, lastAt }: Known): SourceEvent => ({
  kind: 'connection-closed',
  id,
  closedAt: lastAt,
});
