import { expect, it } from 'vitest';
import { parseTarget } from '../../../src/demo/request.js';

it.each([
  ['/', '/', ''],
  ['/login/?next=/password/', '/login/', 'next=%2Fpassword%2F'],
  ['/counter/?a=1?b', '/counter/', 'a=1%3Fb'],
  ['http://127.0.0.1:9000/me/?x=1', '/me/', 'x=1'],
  ['*', '*', ''],
])('splits the target %s', (target, path, query) => {
  const parsed = parseTarget(target);
  expect([parsed.path, parsed.query.toString()]).toEqual([path, query]);
});
