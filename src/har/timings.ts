/**
 * Phases as HAR timings: numbers only, -1 where a phase did not happen, `ssl` a part of `connect` and
 * not counted twice. `send`, `wait` and `receive` are never -1: the format does not allow it.
 */
import type { PhaseTimings } from '../model/exchange.js';
import type { HarTimings } from './types.js';

/** An entry's timings and their sum, in milliseconds, to the microsecond. */
export function harTimings(phases: PhaseTimings): {
  readonly time: number;
  readonly timings: HarTimings;
} {
  const connect = optional(phases.connect ?? phases.tls);
  const known = {
    blocked: optional(phases.blocked),
    dns: optional(phases.dns),
    connect,
    send: optional(phases.send),
    wait: optional(phases.wait),
    receive: optional(phases.receive),
  };
  const timings = withUnfinishedPhase(known, phases.total);
  return {
    time: rounded(sumOf(timings)),
    timings: { ...timings, ssl: Math.min(optional(phases.tls), connect) },
  };
}

type Summed = Omit<HarTimings, 'ssl'>;

/** Time that no phase accounts for belongs to the one the exchange stood in when it broke off. */
function withUnfinishedPhase(known: Summed, total: number | undefined): Summed {
  const rest = rounded(Math.max(0, optional(total) - sumOf(known)));
  const required = {
    ...known,
    send: Math.max(0, known.send),
    wait: Math.max(0, known.wait),
    receive: Math.max(0, known.receive),
  };
  if (known.send === -1)
    return known.wait === -1
      ? { ...required, blocked: Math.max(0, known.blocked) + rest }
      : required;
  if (known.wait === -1) return { ...required, wait: rest };
  if (known.receive === -1) return { ...required, receive: rest };
  return required;
}

const sumOf = (timings: Summed): number =>
  [timings.blocked, timings.dns, timings.connect, timings.send, timings.wait, timings.receive]
    .filter((phase) => phase > 0)
    .reduce((sum, phase) => sum + phase, 0);

const optional = (phase: number | undefined): number =>
  phase !== undefined && Number.isFinite(phase) && phase >= 0 ? rounded(phase) : -1;

const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;
