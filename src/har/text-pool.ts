/** One copy of each text that comes again and again, as names and values of header fields do. Bounded. */

/** Texts held; then all are let go, and those in use are soon back. */
const MAX_TEXTS = 20_000;
/** Longer texts seldom come twice. */
const MAX_LENGTH = 512;

export class TextPool {
  readonly #texts = new Map<string, string>();

  /** The same text, as the same string as before where that is held. */
  share(text: string): string {
    if (text.length > MAX_LENGTH) return text;
    const held = this.#texts.get(text);
    if (held !== undefined) return held;
    if (this.#texts.size >= MAX_TEXTS) this.#texts.clear();
    this.#texts.set(text, text);
    return text;
  }
}
