/**
 * Content-Type as a value: type, parameters, and how its content is best read (RFC 9110 section 8.3).
 * It judges by the name alone; whether bytes really are text is for whoever holds the bytes.
 */

/** How to read the content. `unknown`: the type does not tell, the bytes must. */
export type ContentKind =
  | 'form'
  | 'multipart'
  | 'json'
  | 'html'
  | 'xml'
  | 'script'
  | 'text'
  | 'media'
  | 'binary'
  | 'unknown';

export interface MediaType {
  /** `type/subtype` in lower case, without parameters. */
  readonly essence: string;
  /** The charset parameter in lower case; absent when not given. */
  readonly charset?: string;
  /** multipart only: what separates the parts, without its leading dashes. */
  readonly boundary?: string;
  readonly kind: ContentKind;
}

/**
 * A Content-Type field value as a media type; undefined where it is absent or has no `type/subtype`.
 * Never throws; parameters it cannot read are left out.
 */
export function parseMediaType(fieldValue: string | undefined): MediaType | undefined {
  if (fieldValue === undefined) return undefined;
  const end = fieldValue.indexOf(';');
  const essence = (end === -1 ? fieldValue : fieldValue.slice(0, end)).trim().toLowerCase();
  if (!/^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+$/.test(essence)) return undefined;
  const parameters = end === -1 ? '' : fieldValue.slice(end);
  const charset = parameterOf(parameters, 'charset')?.toLowerCase();
  const boundary = parameterOf(parameters, 'boundary');
  return {
    essence,
    ...(charset === undefined ? {} : { charset }),
    ...(boundary === undefined ? {} : { boundary }),
    kind: kindOf(essence),
  };
}

/** Whether content of this kind is text by its name. */
export const isTextKind = (kind: ContentKind): boolean =>
  kind !== 'media' && kind !== 'binary' && kind !== 'unknown';

/**
 * A parameter of a field such as Content-Type or Content-Disposition, quotes and backslashes removed
 * (RFC 9110 section 5.6.6); undefined when absent. `name` in lower case.
 */
export function parameterOf(fieldValue: string, name: string): string | undefined {
  const pattern = /;\s{0,32}([\w!#$&.+^`|~*-]+)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g;
  for (const [, key, quoted, bare] of fieldValue.slice(0, MAX_PARAMETERS).matchAll(pattern)) {
    if (key?.toLowerCase() !== name) continue;
    return quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1');
  }
  return undefined;
}

/** Characters of a field value that are searched for parameters. */
const MAX_PARAMETERS = 4096;

const EXACT: ReadonlyMap<string, ContentKind> = new Map<string, ContentKind>([
  ['application/x-www-form-urlencoded', 'form'],
  ['multipart/form-data', 'multipart'],
  ['multipart/mixed', 'multipart'],
  ['multipart/related', 'multipart'],
  ['application/json', 'json'],
  ['text/json', 'json'],
  ['application/x-ndjson', 'json'],
  ['application/ndjson', 'json'],
  ['application/jsonlines', 'json'],
  ['application/csp-report', 'json'],
  ['application/reports+json', 'json'],
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
  ['text/javascript', 'script'],
  ['application/javascript', 'script'],
  ['application/x-javascript', 'script'],
  ['application/ecmascript', 'script'],
  ['application/graphql', 'script'],
  ['application/yaml', 'text'],
  ['application/x-yaml', 'text'],
  ['application/toml', 'text'],
  ['application/sql', 'text'],
  ['application/x-sh', 'text'],
  ['application/jwt', 'text'],
  ['application/pdf', 'binary'],
  ['application/zip', 'binary'],
  ['application/gzip', 'binary'],
  ['application/wasm', 'binary'],
  ['application/octet-stream', 'unknown'],
]);

function kindOf(essence: string): ContentKind {
  const exact = EXACT.get(essence);
  if (exact !== undefined) return exact;
  if (essence.endsWith('+json')) return 'json';
  if (essence.endsWith('+xml')) return 'xml';
  if (essence.endsWith('+yaml')) return 'text';
  const type = essence.slice(0, essence.indexOf('/'));
  switch (type) {
    case 'text':
      return 'text';
    case 'image':
    case 'audio':
    case 'video':
    case 'font':
      return 'media';
    case 'multipart':
      return 'multipart';
    default:
      return 'unknown';
  }
}
