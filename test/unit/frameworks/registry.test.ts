import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adapterNamed, adapters } from '../../../src/frameworks/registry.js';

describe('the registry of frameworks', () => {
  it('holds every adapter in the folder', () => {
    const folder = new URL('../../../src/frameworks/', import.meta.url);
    const files = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name.replace(/\.ts$/, ''))
      .filter((name) => name !== 'adapter' && name !== 'registry');
    expect(adapters.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it('finds an adapter by its name', () => {
    expect(adapterNamed('django')?.name).toBe('django');
    expect(adapterNamed('Django')).toBeUndefined();
  });

  it.each(adapters.map((adapter) => [adapter.name, adapter] as const))(
    'describes each setting of %s once',
    (_name, { settings }) => {
      expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length);
      for (const { description } of settings) expect(description).toMatch(/^[A-Z].*\.$/);
    },
  );
});
