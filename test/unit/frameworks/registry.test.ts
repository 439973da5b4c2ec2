import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adapterNamed, adapters, examineBy } from '../../../src/frameworks/registry.js';
import {
  MAX_EXAMINED_LENGTH,
  type Certainty,
  type Examination,
} from '../../../src/model/examination.js';
import type { EpochMs } from '../../../src/model/time.js';
import { fakeFramework } from '../../support/fake-framework.js';

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

describe('what a value is', () => {
  const options = { now: 0 as EpochMs };
  const adapter = (name: string, certainty?: Certainty) => ({
    ...fakeFramework,
    examine: (): Examination | undefined =>
      certainty && {
        framework: name,
        holds: 'other',
        what: 'a thing',
        certainty,
        layers: [],
        integrity: 'not-signed',
        facts: [],
        problems: [],
      },
  });
  const chosen = (text: string, ...candidates: ReturnType<typeof adapter>[]) =>
    examineBy(candidates, { kind: 'text', text }, [], new Map(), options)?.framework;

  it('the surest adapter says, the first of equals', () => {
    const [none, possible, likely] = [
      adapter('a'),
      adapter('b', 'possible'),
      adapter('c', 'likely'),
    ];
    expect(chosen('x', none, possible, likely, adapter('d', 'likely'))).toBe('c');
    expect(chosen('x', none, possible)).toBe('b');
    expect(chosen('x', none)).toBeUndefined();
  });

  it('nobody says where it is longer than is looked at', () => {
    const certain = adapter('a', 'certain');
    expect(chosen('x'.repeat(MAX_EXAMINED_LENGTH), certain)).toBe('a');
    expect(chosen('x'.repeat(MAX_EXAMINED_LENGTH + 1), certain)).toBeUndefined();
  });
});
