/** What a described call calls, and the bytes that one stands for. */
import { isRawNode, textOf, type Raw, type RawObject } from './pickle-values.js';

/**
 * The name of what is called, with Python 2's modules by their names of today. An instance made by
 * `copyreg._reconstructor(cls, object, None)`, as protocols 0 and 1 do, counts as one of its class.
 */
export function calledName({ callable, args }: RawObject): string | undefined {
  const name = globalName(callable);
  if (name !== 'copyreg._reconstructor') return name;
  const [cls, base, state] = args;
  const isPlain = globalName(base) === 'builtins.object' && state === null;
  return isPlain && isOurs(globalName(cls)) ? globalName(cls) : name;
}

/** Only classes whose state pickle-known.ts reads; for others the reconstruction is worth showing. */
const isOurs = (name: string | undefined): boolean => name === 'uuid.UUID';

/** The name of a global; undefined for everything else. */
export function globalName(raw: Raw | undefined): string | undefined {
  if (!isRawNode(raw) || raw.kind !== 'global') return undefined;
  return raw.name.replace(/^__builtin__\./, 'builtins.').replace(/^copy_reg\./, 'copyreg.');
}

/**
 * The bytes that a value stands for. Python 3 writes bytes in protocols 0 to 2 as
 * `_codecs.encode(text, 'latin1')`, empty ones as `bytes()`, and Python 2 as an 8-bit string.
 */
export function bytesOf(raw: Raw | undefined, encoding?: Raw): Uint8Array | undefined {
  if (typeof raw === 'string') return isLatin1(encoding) ? latin1Bytes(raw) : undefined;
  if (!isRawNode(raw)) return undefined;
  if (raw.kind === 'bytes' || raw.kind === 'byte-string') return raw.bytes;
  if (raw.kind !== 'object' || raw.states.length + raw.items.length > 0) return undefined;
  const name = calledName(raw);
  if (name === 'builtins.bytes' && raw.args.length === 0) return new Uint8Array();
  const [text, codec] = raw.args;
  if (name !== '_codecs.encode' || !isLatin1(codec)) return undefined;
  const characters = textOf(text);
  return characters === undefined ? undefined : latin1Bytes(characters);
}

const isLatin1 = (codec: Raw | undefined): boolean =>
  /^(latin-?1|iso-?8859-1)$/i.test(textOf(codec) ?? '');

/** undefined where a character is no byte. */
const latin1Bytes = (text: string): Uint8Array | undefined =>
  /^[\u0000-\u00ff]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined;
