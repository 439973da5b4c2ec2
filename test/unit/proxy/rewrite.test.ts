import { describe, expect, it } from 'vitest';

import { examineRequest, type RequestFacts } from '../../../src/http/request-head.js';
import {
  fieldsOfUpgrade,
  fieldsToClient,
  fieldsToServer,
  type HostPolicy,
  transferCodingOf,
} from '../../../src/proxy/rewrite.js';

const PRESERVE: HostPolicy = { hostHeader: 'preserve', targetAuthority: 'localhost:8000' };

function factsOf(fields: string[], target = '/', httpVersion = '1.1'): RequestFacts {
  const examined = examineRequest({ method: 'POST', target, httpVersion }, fields);
  if (examined.kind === 'refused') throw new Error(examined.refusal.code);
  return examined.facts;
}

const sent = (fields: string[], policy = PRESERVE): string[] =>
  fieldsToServer(fields, factsOf(fields), policy, false).fields;

describe('fields to the server', () => {
  it('keep order, case and duplicates', () => {
    const fields = ['X-A', '1', 'HOST', 'a', 'x-a', '2', 'Cookie', 'a=1', 'Cookie', 'b=2'];
    expect(sent(fields)).toEqual(fields);
  });

  it('keep Transfer-Encoding and Trailer where they stood when the content is chunked', () => {
    const fields = ['Trailer', 'X', 'Host', 'a', 'transfer-encoding', 'Chunked'];
    expect(sent(fields)).toEqual(fields);
  });

  it('lose a Trailer that cannot follow', () => {
    expect(sent(['Host', 'a', 'Trailer', 'X', 'Content-Length', '1'])).toEqual([
      'Host',
      'a',
      'Content-Length',
      '1',
    ]);
  });

  it('have the Host of the target in its place when that is asked for', () => {
    const fields = ['A', '1', 'Host', 'x', 'B', '2'];
    const policy: HostPolicy = { ...PRESERVE, hostHeader: 'target' };
    expect(fieldsToServer(fields, factsOf(fields), policy, false)).toEqual({
      fields: ['A', '1', 'Host', 'localhost:8000', 'B', '2'],
      rewrites: [
        {
          side: 'request',
          name: 'Host',
          before: 'x',
          after: 'localhost:8000',
          why: 'host-header is set to target',
        },
      ],
    });
  });

  it('are not said to be rewritten when the Host is the target already', () => {
    const fields = ['Host', 'localhost:8000'];
    const policy: HostPolicy = { ...PRESERVE, hostHeader: 'target' };
    expect(fieldsToServer(fields, factsOf(fields), policy, false).rewrites).toEqual([]);
  });

  it('get a Host when an HTTP/1.0 request had none', () => {
    const facts = factsOf(['A', '1'], '/', '1.0');
    const { fields, rewrites } = fieldsToServer(['A', '1'], facts, PRESERVE, false);
    expect(fields).toEqual(['Host', 'localhost:8000', 'A', '1']);
    expect(rewrites).toMatchObject([{ name: 'Host', after: 'localhost:8000' }]);
    expect(rewrites[0]).not.toHaveProperty('before');
  });

  it('keep Connection and Upgrade for an upgrade alone', () => {
    const fields = ['Host', 'a', 'Connection', 'keep-alive, Upgrade', 'Upgrade', 'websocket'];
    const facts = factsOf(fields);
    expect(fieldsToServer(fields, facts, PRESERVE, false).fields).toEqual(['Host', 'a']);
    expect(fieldsToServer(fields, facts, PRESERVE, true).fields).toEqual([
      ...['Host', 'a', 'Connection', 'Upgrade', 'Upgrade', 'websocket'],
    ]);
  });
});

describe('fields to the client', () => {
  const CHUNKED = ['A', '1', 'Transfer-Encoding', 'chunked', 'Trailer', 'X', 'B', '2'];

  it('keep the framing where it stood when the response may be chunked', () => {
    expect(fieldsToClient(CHUNKED, true)).toEqual(CHUNKED);
  });

  it('lose the framing where it may not', () => {
    expect(fieldsToClient(CHUNKED, false)).toEqual(['A', '1', 'B', '2']);
  });

  it('lose an identity coding, and a Trailer with it', () => {
    expect(fieldsToClient(['Transfer-Encoding', 'identity', 'Trailer', 'X'], true)).toEqual([]);
  });

  it('keep Connection and Upgrade in a 101', () => {
    const fields = ['upgrade', 'websocket', 'Connection', 'Upgrade', 'Set-Cookie', 'a=1'];
    expect(fieldsOfUpgrade([...fields, 'Keep-Alive', 'timeout=5'])).toEqual(fields);
  });
});

it.each([
  [[], 'none'],
  [['transfer-encoding', 'identity'], 'none'],
  [['Transfer-Encoding', ' Chunked '], 'chunked'],
  [['Transfer-Encoding', 'gzip, chunked'], 'other'],
  [['Transfer-Encoding', 'chunked', 'Transfer-Encoding', 'chunked'], 'other'],
  [['Transfer-Encoding', 'gzip', 'Transfer-Encoding', 'chunked'], 'other'],
] as const)('the transfer coding of %j is %s', (fields, coding) => {
  expect(transferCodingOf(fields)).toBe(coding);
});
