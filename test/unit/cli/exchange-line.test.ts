import { expect, it } from 'vitest';
import { exchangeLine } from '../../../src/cli/exchange-line.js';
import { Redactor } from '../../../src/har/redact.js';
import { observed } from '../../support/observed.js';

it('has no secret in it, wherever that stands', () => {
  const secret = 'a1b2c3d4e5f6g7h8i9';
  const observation = {
    ...observed({ method: secret, target: `/of/${secret}` }),
    cookies: { sent: [{ name: 'sessionid', value: secret }], set: [], changes: [] },
  };
  const line = exchangeLine(observation, new Redactor({ mode: 'safe' }));
  expect(line).toContain('/of/');
  expect(line).not.toContain(secret);
});
