/**
 * Text that comes in chunks as lines, with a bound on each: a longer one is dropped as it comes and only
 * counted. Line ends are LF or CRLF; the last may have none.
 */

export interface InputLine {
  /** From 1, empty ones counted. */
  readonly number: number;
  /** Absent: it was longer than is kept. */
  readonly text?: string;
}

/** The lines that end in each chunk, together. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<readonly InputLine[], void> {
  const splitter = new LineSplitter(maxBytes);
  for await (const chunk of chunks) {
    const lines = splitter.add(chunk);
    if (lines.length > 0) yield lines;
  }
  const last = splitter.end();
  if (last !== undefined) yield [last];
}

const LF = 0x0a;

class LineSplitter {
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #size = 0;
  #number = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(chunk: Uint8Array): InputLine[] {
    const lines: InputLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      this.#keep(chunk.subarray(start, end));
      lines.push(this.#take());
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  /** What stands behind the last line end; undefined: nothing. */
  end(): InputLine | undefined {
    return this.#size === 0 ? undefined : this.#take();
  }

  #keep(part: Uint8Array): void {
    this.#size += part.length;
    if (this.#size > this.#maxBytes) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #take(): InputLine {
    this.#number += 1;
    const isWhole = this.#size <= this.#maxBytes;
    const text = Buffer.concat(this.#parts).toString('utf8').replace(/\r$/, '');
    this.#parts = [];
    this.#size = 0;
    return isWhole ? { number: this.#number, text } : { number: this.#number };
  }
}
