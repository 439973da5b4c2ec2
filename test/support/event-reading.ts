/** The lines of an event output as tests read them: each one found valid by the published schema. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { EventLine } from '../../src/ndjson/event-line.js';

const schemaPath = new URL('../../schema/sessionspy-events.schema.json', import.meta.url);

export const eventSchema = JSON.parse(readFileSync(schemaPath, 'utf8')) as Record<string, unknown>;

const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(
  eventSchema,
);

/** What the schema has against a line; empty when it is valid. */
export function lineErrors(line: unknown): readonly unknown[] {
  validate(line);
  return validate.errors ?? [];
}

/** Every line of a text; a broken one, or one against the schema, fails the test. */
export function readEvents(text: string): readonly EventLine[] {
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const parsed: unknown = JSON.parse(line);
      expect(lineErrors(parsed)).toEqual([]);
      // The schema says so, and a test keeps schema and types together.
      return parsed as EventLine;
    });
}

/** The lines of one type. */
export const linesOfType = <Type extends EventLine['type']>(
  lines: readonly EventLine[],
  type: Type,
): readonly Extract<EventLine, { readonly type: Type }>[] =>
  lines.filter((line): line is Extract<EventLine, { readonly type: Type }> => line.type === type);
