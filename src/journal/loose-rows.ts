/**
 * The observations that are held as objects: those that may still change, and the latest of those that
 * will not, which wait in the order they settled to be packed. A large payload that several share
 * is counted once.
 */
import type { Observation } from '../model/observation.js';
import type { PayloadNode } from '../model/payload.js';
import { weightOf, type ObservationWeight } from './observation-weight.js';

export interface LooseLimits {
  /** Settled ones that stay, and the bytes that they may take. */
  readonly rows: number;
  readonly bytes: number;
  /** Of one block. */
  readonly blockRows: number;
  readonly blockBytes: number;
}

interface Loose {
  readonly observation: Observation;
  readonly weight: ObservationWeight;
}

interface Shared {
  readonly bytes: number;
  uses: number;
}

export class LooseRows {
  readonly #limits: LooseLimits;
  readonly #open = new Map<number, Loose>();
  readonly #settled = new Map<number, Loose>();
  readonly #openWeight = new Weight();
  readonly #settledWeight = new Weight();

  constructor(limits: LooseLimits) {
    this.#limits = limits;
  }

  /** A payload that is in open and in settled ones counts twice. */
  get bytes(): number {
    return this.#openWeight.bytes + this.#settledWeight.bytes;
  }

  get(seq: number): Observation | undefined {
    return (this.#settled.get(seq) ?? this.#open.get(seq))?.observation;
  }

  /** Adds it, or takes the place of an earlier revision. */
  set(observation: Observation): void {
    this.delete(observation.seq);
    const loose = { observation, weight: weightOf(observation) };
    if (observation.settled) {
      this.#settled.set(observation.seq, loose);
      this.#settledWeight.add(loose.weight);
    } else {
      this.#open.set(observation.seq, loose);
      this.#openWeight.add(loose.weight);
    }
  }

  delete(seq: number): void {
    const settled = this.#settled.get(seq);
    if (settled !== undefined) this.#settledWeight.remove(settled.weight);
    this.#settled.delete(seq);
    const open = this.#open.get(seq);
    if (open !== undefined) this.#openWeight.remove(open.weight);
    this.#open.delete(seq);
  }

  /** Takes out a block's worth of those settled longest ago; none while there is room for all. */
  takeBlock(): readonly Observation[] {
    const { rows, bytes, blockRows, blockBytes } = this.#limits;
    const isFull = this.#settled.size >= rows + blockRows || this.#settledWeight.bytes > bytes;
    if (!isFull) return [];
    const taken: Observation[] = [];
    const weight = new Weight();
    for (const [seq, loose] of this.#settled) {
      weight.add(loose.weight);
      if (taken.length === blockRows || (taken.length > 0 && weight.bytes > blockBytes)) break;
      taken.push(loose.observation);
      this.delete(seq);
    }
    return taken;
  }
}

/** A sum of weights in which what is shared counts once. */
class Weight {
  readonly #shared = new Map<PayloadNode, Shared>();
  bytes = 0;

  add({ ownBytes, shared }: ObservationWeight): void {
    this.bytes += ownBytes;
    for (const [payload, bytes] of shared) {
      const known = this.#shared.get(payload);
      if (known !== undefined) known.uses += 1;
      else {
        this.#shared.set(payload, { bytes, uses: 1 });
        this.bytes += bytes;
      }
    }
  }

  remove({ ownBytes, shared }: ObservationWeight): void {
    this.bytes -= ownBytes;
    for (const payload of shared.keys()) {
      const known = this.#shared.get(payload);
      if (known === undefined) continue;
      known.uses -= 1;
      if (known.uses > 0) continue;
      this.#shared.delete(payload);
      this.bytes -= known.bytes;
    }
  }
}
