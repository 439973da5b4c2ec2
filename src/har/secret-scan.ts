/**
 * Finds any of many known texts in another text, in one pass and mostly without looking at every
 * character: Wu and Manber's algorithm (TR-94-17, University of Arizona, 1994) over the last characters
 * of each text sought. It knows nothing of what the texts mean.
 */

/** Shorter texts cannot be sought: they would be found everywhere. */
export const MIN_SOUGHT_LENGTH = 8;

const BLOCK = 3;
const TABLE_SIZE = 1 << 16;
const FULL_SHIFT = MIN_SOUGHT_LENGTH - BLOCK + 1;

/** Comparisons allowed for each character of a text, before a search gives up. */
const EFFORT_PER_CHARACTER = 4;
const MIN_EFFORT = 100_000;

const slot = (text: string, end: number): number => {
  const a = text.charCodeAt(end - 2);
  const b = text.charCodeAt(end - 1);
  return (Math.imul(a, 0x9e5) ^ Math.imul(b, 0x85) ^ text.charCodeAt(end)) & (TABLE_SIZE - 1);
};

export class SecretScan {
  readonly #replacements = new Map<string, string>();
  /** How far the window may move when a block stands at its end; 0: a sought text may end there. */
  readonly #shifts = new Uint8Array(TABLE_SIZE).fill(FULL_SHIFT);
  readonly #endings = new Map<number, string[]>();

  get size(): number {
    return this.#replacements.size;
  }

  /** From now on `sought` is found and replaced. Texts shorter than MIN_SOUGHT_LENGTH are ignored. */
  add(sought: string, replacement: string): void {
    if (sought.length < MIN_SOUGHT_LENGTH) return;
    const isNew = !this.#replacements.has(sought);
    this.#replacements.set(sought, replacement);
    if (!isNew) return;
    const last = sought.length - 1;
    for (let back = 0; back < FULL_SHIFT; back += 1) {
      const at = slot(sought, last - back);
      this.#shifts[at] = Math.min(this.#shifts[at] ?? FULL_SHIFT, back);
    }
    const at = slot(sought, last);
    const sharing = this.#endings.get(at);
    if (sharing === undefined) this.#endings.set(at, [sought]);
    else sharing.push(sought);
  }

  /** Forgets everything. */
  clear(): void {
    this.#replacements.clear();
    this.#shifts.fill(FULL_SHIFT);
    this.#endings.clear();
  }

  /**
   * The text with each occurrence replaced, as `write` puts the replacement down; the same text where
   * there was none; undefined where the search would have cost too much (a text made for that).
   */
  replaceIn(
    text: string,
    write: (replacement: string, found: string) => string,
  ): string | undefined {
    if (this.#replacements.size === 0 || text.length < MIN_SOUGHT_LENGTH) return text;
    let effort = MIN_EFFORT + EFFORT_PER_CHARACTER * text.length;
    let out = '';
    let done = 0;
    let end = MIN_SOUGHT_LENGTH - 1;
    while (end < text.length) {
      const at = slot(text, end);
      const shift = this.#shifts[at] ?? FULL_SHIFT;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const candidates = this.#endings.get(at) ?? [];
      effort -= candidates.length;
      if (effort < 0) return undefined;
      const found = longestEndingAt(candidates, text, end, done);
      end += 1;
      if (found === undefined) continue;
      out +=
        text.slice(done, end - found.length) + write(this.#replacements.get(found) ?? '', found);
      done = end;
      end += MIN_SOUGHT_LENGTH - 1;
    }
    return done === 0 ? text : out + text.slice(done);
  }
}

function longestEndingAt(
  candidates: readonly string[],
  text: string,
  end: number,
  from: number,
): string | undefined {
  let longest: string | undefined;
  for (const candidate of candidates) {
    const start = end + 1 - candidate.length;
    if (start < from || candidate.length <= (longest?.length ?? 0)) continue;
    if (text.startsWith(candidate, start)) longest = candidate;
  }
  return longest;
}
