/** Observations for tests of the journal: settled, of connection c1, without cookies or session. */
import { clientId } from '../../../src/model/ids.js';
import type { Observation } from '../../../src/model/observation.js';
import { exchange } from '../../support/exchanges.js';

export const observation = (seq: number, more: Partial<Observation> = {}): Observation => ({
  seq,
  exchange: exchange({ ordinal: seq }),
  client: clientId(1),
  cookies: { sent: [], set: [], changes: [] },
  problems: [],
  settled: true,
  ...more,
});

/** One with a response of so many bytes that cannot be deflated. */
export function withContent(
  seq: number,
  sizeBytes: number,
  more: Partial<Observation> = {},
): Observation {
  const made = exchange({ ordinal: seq });
  const { response } = made;
  if (response === undefined) return observation(seq, more);
  const bytes = new Uint8Array(sizeBytes);
  let state = seq;
  for (let i = 0; i < sizeBytes; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  const content = { bytes, sizeBytes, truncated: false };
  return observation(seq, { exchange: { ...made, response: { ...response, content } }, ...more });
}
