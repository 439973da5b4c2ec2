/** How long it takes is measured by test/bench; here it only has to end well. */
import { describe, expect, it } from 'vitest';
import { payloadJson } from '../../../src/model/payload-json.js';
import type { Deserialized } from '../../../src/model/payload.js';
import { readJson } from '../../../src/serializers/json.js';
import { readMsgpack } from '../../../src/serializers/msgpack.js';
import { readPickle } from '../../../src/serializers/pickle.js';
import { READ_LIMITS } from '../../../src/serializers/read-limits.js';
import { HOSTILE_JSON, HOSTILE_MSGPACK, HOSTILE_PICKLES } from '../../support/hostile-payloads.js';

/** Each character of a text may become six of JSON, and each value has a name and brackets. */
const MAX_JSON_LENGTH = READ_LIMITS.maxTextLength * 6 + READ_LIMITS.maxNodes * 100;

function expectBounded(read: Deserialized): void {
  if (read.kind === 'unreadable') expect(read.message).toMatch(/\.$/);
  else expect(JSON.stringify(payloadJson(read.payload)).length).toBeLessThan(MAX_JSON_LENGTH);
}

describe.each([
  ['pickle', HOSTILE_PICKLES, readPickle],
  ['JSON', HOSTILE_JSON, readJson],
  ['msgpack', HOSTILE_MSGPACK, readMsgpack],
] as const)('hostile %s', (_name, payloads, read) => {
  it.each(Object.entries(payloads))(
    '%s is read or refused, and no larger than allowed',
    (_, make) => {
      expectBounded(read(make()));
    },
  );
});

describe('the limits of pickles', () => {
  it.each([
    ['long text, shown often', 'unfolds to more'],
    ['decimals of long digits', 'unfolds to more'],
    ['zones of long names', 'unfolds to more'],
    ['bytes through a codec', 'unfolds to more'],
    ['references under long keys', 'unfolds to more'],
    ['more calls than are shown', 'more objects'],
    ['long integers', 'more digits'],
    ['a million steps', 'too many steps'],
  ])('end %s', (name, reason) => {
    const read = readPickle(HOSTILE_PICKLES[name]?.() ?? new Uint8Array());
    expect(read).toMatchObject({ reason: 'too-large' });
    expect(read).toHaveProperty('message', expect.stringContaining(reason));
  });
});
