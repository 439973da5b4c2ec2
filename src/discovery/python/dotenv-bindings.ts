/**
 * The lines of a `.env` file as python-dotenv reads them (dotenv/parser.py parse_binding, 0.10 to 1.1), step
 * by step. Pure. A line that is none is passed; a name may be without a value.
 */

/** Names and raw values, in order; `${NAME}` in them is still to be replaced. */
export function dotenvBindings(text: string): readonly (readonly [string, string | undefined])[] {
  const scanner = new Scanner(text.replaceAll(/\r\n?/g, '\n')); // as Python opens text
  const found: [string, string | undefined][] = [];
  for (;;) {
    scanner.take(/\s*/y);
    if (scanner.isAtEnd) return found;
    const binding = bindingAt(scanner);
    if (binding === undefined) scanner.take(/[^\r\n]*(?:\r\n|\r|\n)?/y);
    else if (binding.key !== undefined) found.push([binding.key, binding.value]);
  }
}

interface Binding {
  readonly key: string | undefined;
  readonly value: string | undefined;
}

/** undefined: the line is in error from here on. */
function bindingAt(scanner: Scanner): Binding | undefined {
  scanner.take(/(?:export[^\S\r\n]+)?/y);
  const isComment = scanner.peek() === '#';
  const key = isComment
    ? undefined
    : (scanner.take(/'([^']+)'/y) ?? scanner.take(/(?!')([^=#\s]+)/y));
  if (key === undefined && !isComment) return undefined;
  scanner.take(/[^\S\r\n]*/y);
  const hasValue = scanner.take(/=[^\S\r\n]*/y) !== undefined;
  const value = hasValue ? valueAt(scanner) : undefined;
  if (hasValue && value === undefined) return undefined;
  scanner.take(/(?:[^\S\r\n]*#[^\r\n]*)?/y);
  const isEnd = scanner.take(/[^\S\r\n]*(?:\r\n|\n|\r|$)/y) !== undefined;
  return isEnd ? { key, value } : undefined;
}

/** In single quotes, in double quotes with escapes, or bare up to a comment behind white space. */
function valueAt(scanner: Scanner): string | undefined {
  switch (scanner.peek()) {
    case "'":
      return scanner.take(/'((?:\\'|[^'])*)'/y)?.replaceAll(/\\([\\'])/g, '$1');
    case '"': {
      const value = scanner.take(/"((?:\\"|[^"])*)"/y);
      return value?.replaceAll(/\\([\\'"abfnrtv])/g, (_, sign: string) => ESCAPES[sign] ?? sign);
    }
    default:
      return scanner
        .take(/([^\r\n]*)/y)
        ?.replace(/\s+#.*/, '')
        .trimEnd();
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  peek(): string {
    return this.#text.charAt(this.#at);
  }

  /** What matches here, its group if it has one, passed; undefined: nothing does. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match[1] ?? match[0];
  }
}
