import { Agent } from 'node:http';
import util from 'node:util';
import { expect, it } from 'vitest';

import { createHttpProxy } from '../../../src/proxy/http-proxy.js';
import { parseTarget } from '../../../src/proxy/target.js';

interface Inside {
  readonly webPasses: readonly { readonly name: string }[];
  readonly options: { readonly target: unknown };
}

const create = (target: string): Inside =>
  // What @types/http-proxy leaves out; a wrong guess fails the test.
  createHttpProxy({
    target: parseTarget(target),
    agent: new Agent(),
    maxHeaderBytes: 1000,
    insecure: false,
  }) as unknown as Inside;

it('leaves the pass out that makes a request of a body, and no other', () => {
  expect(create('localhost:8000').webPasses.map(({ name }) => name)).toEqual([
    'timeout',
    'XHeaders',
    'stream',
  ]);
});

it('gives http-proxy the target as an object, so that it has nothing to misread', () => {
  expect(create('localhost:8000').options.target).toEqual({
    protocol: 'http:',
    host: 'localhost',
    hostname: 'localhost',
    port: 8000,
  });
});

it('takes the function away that Node warns of (DEP0060)', () => {
  create('localhost:8000');
  expect(Object.entries(util)).toContainEqual(['_extend', Object.assign]);
});
