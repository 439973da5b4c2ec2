import { describe, expect, it } from 'vitest';
import { flagOf, isSwitch, OPTION_NAMES, OPTIONS } from '../../../src/config/options.js';
import { optionsReference } from '../../../src/config/options-reference.js';

describe('the option table', () => {
  it('names each environment variable after its option', () => {
    for (const name of OPTION_NAMES) {
      const expected = flagOf(name).slice(2).replaceAll('-', '_').toUpperCase();
      expect(OPTIONS[name].environment).toBe(`SESSIONSPY_${expected}`);
    }
  });

  it('has one letter for one option at most', () => {
    const letters = OPTION_NAMES.flatMap((name) => OPTIONS[name].short ?? []);
    expect(letters).toEqual(['t', 'l', 'q', 'v']);
  });

  it('writes descriptions as parts of a list', () => {
    for (const name of OPTION_NAMES) {
      expect(OPTIONS[name].description).toMatch(/^[^.].*[^.]$/);
      expect(OPTIONS[name].description.length).toBeLessThanOrEqual(64);
    }
  });

  it('has switches with a yes or no as default, and values for all else', () => {
    for (const name of OPTION_NAMES) {
      expect(typeof OPTIONS[name].default === 'boolean').toBe(isSwitch(name));
    }
  });
});

it('is what docs/options.md says', async () => {
  await expect(optionsReference()).toMatchFileSnapshot('../../../docs/options.md');
});
