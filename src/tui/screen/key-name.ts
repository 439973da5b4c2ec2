/** blessed's key events under the names that the keymap uses: `j`, `G`, `ctrl-d`, `shift-tab`, `esc`. */

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
  return character !== undefined && /^[\x21-\x7e]$/.test(character) ? character : undefined;
}
