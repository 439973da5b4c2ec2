import { describe, expect, it } from 'vitest';

import { describeFailure, ServerFault } from '../../../src/proxy/failure.js';
import { gatewayPage } from '../../../src/proxy/gateway-page.js';
import { parseTarget } from '../../../src/proxy/target.js';

const HTTP = parseTarget('localhost:8000');
const HTTPS = parseTarget('https://app.test');
const coded = (code: string): Error => Object.assign(new Error(''), { code });

describe('describeFailure', () => {
  it.each([
    [
      'ECONNREFUSED',
      HTTP,
      502,
      'Nothing listens on http://localhost:8000 (connection refused): start the app, then reload.',
    ],
    ['ETIMEDOUT', HTTP, 504, 'in time'],
    ['ENOTFOUND', HTTP, 502, 'does not resolve'],
    ['ENETUNREACH', HTTP, 502, 'cannot be reached'],
    ['ECONNRESET', HTTP, 502, 'closed the connection'],
    ['HPE_INVALID_CONSTANT', HTTP, 502, 'not valid HTTP (HPE_INVALID_CONSTANT)'],
    ['CERT_HAS_EXPIRED', HTTPS, 502, 'certificate of https://app.test is not trusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', HTTPS, 502, '--insecure'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', HTTPS, 502, '--insecure'],
    ['EPROTO', HTTPS, 502, 'http:// target'],
    ['ENOENT', parseTarget('unix:/run/a.sock'), 502, 'no socket at unix:/run/a.sock'],
    ['EACCES', parseTarget('unix:/run/a.sock'), 502, 'permissions'],
    ['E_SOMETHING', HTTP, 502, 'failed (E_SOMETHING)'],
  ] as const)('%s', (code, target, status, text) => {
    const failure = describeFailure(coded(code), target);
    expect(failure).toMatchObject({ status, code });
    expect(failure.message).toContain(text);
    // One sentence.
    expect(failure.message).toMatch(/^[^\n]*[.?]$/);
  });

  it('does without an error that is one', () => {
    expect(describeFailure('oops', HTTP)).toMatchObject({ status: 502, code: 'UNKNOWN' });
  });

  it('takes our own faults as they are', () => {
    expect(describeFailure(new ServerFault('X', 'Sentence.', 504), HTTP)).toEqual({
      status: 504,
      code: 'X',
      message: 'Sentence.',
    });
  });
});

describe('gatewayPage', () => {
  it.each([
    ['text/html', 'text/html; charset=utf-8'],
    ['application/json, TEXT/HTML;q=0.5', 'text/html; charset=utf-8'],
    ['text/html;q=0, text/plain', 'text/plain; charset=utf-8'],
    ['*/*', 'text/plain; charset=utf-8'],
    [undefined, 'text/plain; charset=utf-8'],
  ])('for Accept %j is %s', (accept, contentType) => {
    expect(gatewayPage(502, 'Why.', accept).contentType).toBe(contentType);
  });

  it('escapes what it shows', () => {
    const { body } = gatewayPage(502, `<script>"'&`, 'text/html');
    expect(body.toString()).toContain('<p>&lt;script&gt;&quot;&#39;&amp;</p>');
  });
});
