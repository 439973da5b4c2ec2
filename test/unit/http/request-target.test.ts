import { expect, it } from 'vitest';

import { readRequestTarget } from '../../../src/http/request-target.js';

it.each([
  ['/a/../b//c?d=//e#f', 'GET', { form: 'origin', target: '/a/../b//c?d=//e#f' }],
  ['//host/x', 'GET', { form: 'origin', target: '//host/x' }],
  ['*', 'OPTIONS', { form: 'asterisk', target: '*' }],
  ['http://a:1/x?y', 'GET', { form: 'absolute', authority: 'a:1', target: '/x?y' }],
  ['HTTPS://[::1]:1//x', 'GET', { form: 'absolute', authority: '[::1]:1', target: '//x' }],
  ['http://u:p@a', 'GET', { form: 'absolute', authority: 'a', target: '/' }],
  ['http://a?x', 'GET', { form: 'absolute', authority: 'a', target: '/?x' }],
  ['http://a', 'OPTIONS', { form: 'absolute', authority: 'a', target: '*' }],
  ['http://a?x@b', 'GET', { form: 'absolute', authority: 'a', target: '/?x@b' }],
  ['http:///x', 'GET', { form: 'unknown' }],
  ['ftp://a/x', 'GET', { form: 'unknown' }],
  ['a:443', 'GET', { form: 'unknown' }],
  ['', 'GET', { form: 'unknown' }],
])('reads %j in a %s request', (target, method, expected) => {
  expect(readRequestTarget(target, method)).toEqual(expected);
});
