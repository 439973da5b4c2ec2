import { expect, it } from 'vitest';
import { willListen } from '../../../src/cli/command-name.js';

it.each([
  [['localhost:8000'], true],
  [['watch', '8000', '--', 'pytest', '--help'], true],
  [['demo'], true],
  [['-t', 'a:1', '--help'], false],
  [['--version'], false],
  [['decode', 'x'], false],
  [['show', 'out.har'], false],
  [['doctor'], false],
  [[], false],
])('%j begins the proxy early: %s', (argv, expected) => {
  expect(willListen(argv)).toBe(expected);
});
