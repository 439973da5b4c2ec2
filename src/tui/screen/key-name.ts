/**
 * blessed's key events under the names that the keymap uses: `j`, `G`, `ctrl-d`, `shift-tab`, `esc`. A
 * printable character stands for itself.
 */

export interface PressedKey {
  readonly name?: string | undefined;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly shift?: boolean;
}

const RENAMED: ReadonlyMap<string, string> = new Map([
  ['escape', 'esc'],
  ['linefeed', 'enter'],
]);

/** Keys as they come; characters outside of the basic plane come in two halves. */
export class KeyReader {
  readonly #send: (key: string) => void;
  #firstHalf = '';

  constructor(send: (key: string) => void) {
    this.#send = send;
  }

  readonly take = (character: string | undefined, key: PressedKey | undefined): void => {
    if (character !== undefined && /^[\ud800-\udbff]$/.test(character)) {
      this.#firstHalf = character;
      return;
    }
    const isSecondHalf = character !== undefined && /^[\udc00-\udfff]$/.test(character);
    const whole = isSecondHalf ? this.#firstHalf + character : character;
    this.#firstHalf = '';
    const name = keyName(whole, key ?? {});
    if (name !== undefined) this.#send(name);
  };
}

/**
 * The key's name; undefined for what is no key of ours: Alt combinations, and the second of the two
 * events that blessed sends for one Return (`enter`, then `return`).
 */
export function keyName(character: string | undefined, key: PressedKey): string | undefined {
  const { name } = key;
  if (name === 'return' || name === 'undefined') return undefined;
  if (key.ctrl === true && name !== undefined) return `ctrl-${name}`;
  if (key.meta === true && name !== 'escape') return undefined;
  if (name === 'tab' && key.shift === true) return 'shift-tab';
  if (name === 'space' || name === undefined || name.length === 1) return nameOf(character, name);
  return RENAMED.get(name) ?? name;
}

function nameOf(character: string | undefined, name: string | undefined): string | undefined {
  if (name === 'space') return name;
  return character !== undefined && PRINTABLE.test(character) ? character : undefined;
}

/** One character that draws itself; space has a name. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;
