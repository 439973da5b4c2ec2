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

/** One with a response of so many bytes, all its own. */
export function withContent(
  seq: number,
  bytes: number,
  more: Partial<Observation> = {},
): Observation {
  const made = exchange({ ordinal: seq });
  const { response } = made;
  if (response === undefined) return observation(seq, more);
  const content = {
    bytes: Uint8Array.from(
      { length: bytes },
      (_, i) => Math.imul(seq * 7919 + i, 0x9e3779b1) >>> 24,
    ),
    sizeBytes: bytes,
    truncated: false,
  };
  return observation(seq, { exchange: { ...made, response: { ...response, content } }, ...more });
}
