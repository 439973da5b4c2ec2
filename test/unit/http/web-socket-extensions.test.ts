import { expect, it } from 'vitest';
import { agreedExtensions } from '../../../src/http/web-socket-extensions.js';

const agreed = (...values: string[]) =>
  agreedExtensions(values.map((value) => ['SEC-WebSocket-Extensions', value]));

it.each([
  ['permessage-deflate', true, true],
  ['Permessage-Deflate; Server_No_Context_Takeover', true, false],
  ['permessage-deflate;client_no_context_takeover; server_no_context_takeover', false, false],
  ['permessage-deflate; client_max_window_bits=10', true, true],
  ['permessage-deflate; server_max_window_bits="15"; client_max_window_bits = 8', true, true],
])('%s is understood', (value, clientTakesOver, serverTakesOver) => {
  const deflate = { clientTakesOver, serverTakesOver };
  expect(agreed(value)).toEqual({ kind: 'deflate', deflate });
});

it('none is none', () => {
  expect(agreed()).toEqual({ kind: 'none' });
  expect(agreed('', ' , ')).toEqual({ kind: 'none' });
});

it.each([
  [['x-webkit-deflate-frame']],
  [['permessage-deflate; server_max_window_bits=16']],
  [['permessage-deflate; other']],
  [['permessage-deflate', 'permessage-bzip2']],
  [['permessage-deflate, permessage-deflate']],
])('%s is not', (values) => {
  expect(agreed(...values)).toEqual({ kind: 'unknown', name: values.join(', ') });
});
