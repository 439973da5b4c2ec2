import { expect, it } from 'vitest';
import { chosenFilter } from '../../../src/cli/chosen-filter.js';

it('is none where none was given', () => {
  expect(chosenFilter(undefined)).toBeUndefined();
  expect(chosenFilter('user:ada')?.source).toBe('user:ada');
});

it('shows the place of what is wrong, and who said it', () => {
  expect(() => chosenFilter('user:ada status:>', 'SESSIONSPY_FILTER')).toThrow(
    /^SESSIONSPY_FILTER: A number is expected here.*At character \d+: user:ada status:.*»/,
  );
  expect(() => chosenFilter('user:ada pth:x')).toThrow(/^--filter: .*: user:ada »pth«:x/);
});
