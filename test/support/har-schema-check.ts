/**
 * HAR 1.2 by the JSON Schemas that har-validator is made of, and through it many tools: the package
 * `har-schema`. It is old (draft 06) and data alone; Ajv reads it with the four formats it names.
 */
import { createRequire } from 'node:module';
import { isIPv4, isIPv6 } from 'node:net';

import { Ajv } from 'ajv';

const require = createRequire(import.meta.url);

/** RFC 3339 section 5.6. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** What the schemas say against a document, one line a fault; empty when it is valid. */
export function harSchemaProblems(document: unknown): string[] {
  const validate = compiled();
  if (validate(document)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
  );
}

let known: ReturnType<Ajv['compile']> | undefined;

function compiled(): ReturnType<Ajv['compile']> {
  if (known !== undefined) return known;
  const ajv = new Ajv({ allErrors: true, strict: false });
  // JSON of packages, which their documentation describes.
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json') as object);
  ajv.addFormat('date-time', (text) => DATE_TIME.test(text) && !Number.isNaN(Date.parse(text)));
  ajv.addFormat('uri', (text) => URL.canParse(text));
  ajv.addFormat('ipv4', isIPv4);
  ajv.addFormat('ipv6', isIPv6);
  const { har, ...parts } = require('har-schema') as Readonly<Record<string, object>>;
  if (har === undefined) throw new Error('har-schema has no schema of a whole file');
  for (const part of Object.values(parts)) ajv.addSchema(part);
  known = ajv.compile(har);
  return known;
}
