/** HAR timings as phases: -1, null and nonsense are absent; `time` is the total, or their sum. */
import type { PhaseTimings } from '../model/exchange.js';
import { memberOf, numberOf, present } from './json-member.js';

const PHASES = ['blocked', 'dns', 'connect', 'send', 'wait', 'receive'] as const;
/** A month; what took longer is a mistake. */
const MAX_MS = 31 * 86_400_000;

/** The phases of an entry, in milliseconds. */
export function timingsOf(entry: unknown): PhaseTimings & { readonly total: number } {
  const timings = memberOf(entry, 'timings');
  const phase = (name: string): number | undefined => durationOf(memberOf(timings, name));
  const sum = PHASES.reduce((total, name) => total + (phase(name) ?? 0), 0);
  return {
    ...present('blocked', phase('blocked')),
    ...present('dns', phase('dns')),
    ...present('connect', phase('connect')),
    ...present('tls', phase('ssl')),
    ...present('send', phase('send')),
    ...present('wait', phase('wait')),
    ...present('receive', phase('receive')),
    total: durationOf(memberOf(entry, 'time')) ?? Math.min(sum, MAX_MS),
  };
}

const durationOf = (value: unknown): number | undefined => {
  const number = numberOf(value);
  return number !== undefined && number >= 0 && number <= MAX_MS ? number : undefined;
};
