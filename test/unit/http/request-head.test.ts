import { describe, expect, it } from 'vitest';

import { examineRequest } from '../../../src/http/request-head.js';

const GET = { method: 'GET', target: '/', httpVersion: '1.1' };
const examine = (fields: string[], line = GET): ReturnType<typeof examineRequest> =>
  examineRequest(line, fields);

describe('examineRequest', () => {
  it('finds what forwarding needs, whatever the case of the names', () => {
    expect(examine(['HOST', 'a:1', 'acCept', 'text/html', 'Connection', 'X-Hop, close'])).toEqual({
      kind: 'clear',
      facts: {
        target: '/',
        host: 'a:1',
        accept: 'text/html',
        hasContent: false,
        chunked: false,
        asksForWebSocket: false,
        connectionOptions: new Set(['x-hop', 'close']),
      },
    });
  });

  it.each([
    [['Content-Length', '0'], { hasContent: false, chunked: false }],
    [['Content-Length', '7'], { hasContent: true, chunked: false }],
    [['Transfer-Encoding', 'CHUNKED'], { hasContent: true, chunked: true }],
  ])('knows from %j whether content follows', (fields, facts) => {
    expect(examine(['Host', 'a', ...fields])).toMatchObject({ kind: 'clear', facts });
  });

  it.each([
    [['Connection', 'keep-alive, UPGRADE', 'Upgrade', 'WebSocket'], GET, true],
    [['Upgrade', 'websocket'], GET, false],
    [['Connection', 'x-upgrade', 'Upgrade', 'websocket'], GET, false],
    [['Connection', 'Upgrade', 'Upgrade', 'h2c'], GET, false],
    [['Connection', 'Upgrade', 'Upgrade', 'websocket'], { ...GET, method: 'POST' }, false],
    [['Connection', 'Upgrade', 'Upgrade', 'websocket'], { ...GET, httpVersion: '1.0' }, false],
  ])('sees in %j a WebSocket or none', (fields, line, asksForWebSocket) => {
    expect(examine(['Host', 'a', ...fields], line)).toMatchObject({ facts: { asksForWebSocket } });
  });

  it.each([
    [['Host', 'a', 'host', 'a'], GET, 'TWO_HOSTS'],
    [[], GET, 'NO_HOST'],
    [['Host', 'a', 'Content-Length', '1', 'content-length', '1'], GET, 'TWO_LENGTHS'],
    [
      ['Host', 'a', 'Transfer-Encoding', 'chunked', 'Content-Length', '1'],
      GET,
      'TRANSFER_CODING_AND_LENGTH',
    ],
    [['Host', 'a', 'Transfer-Encoding', 'chunked '], GET, 'TRANSFER_CODING_UNKNOWN'],
    [['Host', 'a', 'Transfer-Encoding', 'gzip'], GET, 'TRANSFER_CODING_UNKNOWN'],
    [
      ['Host', 'a', 'Transfer-Encoding', 'chunked'],
      { ...GET, httpVersion: '1.0' },
      'TRANSFER_CODING_IN_HTTP_1_0',
    ],
    [['Host', 'a'], { ...GET, target: 'other:443' }, 'TARGET_FORM'],
    [
      ['Host', 'a', 'Connection', 'Upgrade', 'Upgrade', 'websocket', 'Content-Length', '1'],
      GET,
      'UPGRADE_WITH_CONTENT',
    ],
  ])('refuses %j', (fields, line, code) => {
    expect(examine(fields, line)).toMatchObject({ kind: 'refused', refusal: { code } });
  });

  it('lets an HTTP/1.0 request do without Host', () => {
    expect(examine([], { ...GET, httpVersion: '1.0' })).toMatchObject({ kind: 'clear' });
  });
});
