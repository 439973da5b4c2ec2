/** A line of text that is typed into: keys in, text and cursor out. Whole characters are never cut. */

export interface Edited {
  readonly text: string;
  /** UTF-16 offset into `text`, never within a character. */
  readonly cursor: number;
}

export const MAX_TYPED = 2000;

/** The line after a key; undefined when the key is none that edits. */
export function edit({ text, cursor }: Edited, key: string): Edited | undefined {
  const [left, right] = [text.slice(0, cursor), text.slice(cursor)];
  switch (key) {
    case 'left':
    case 'ctrl-b':
      return { text, cursor: withoutLast(left).length };
    case 'right':
    case 'ctrl-f':
      return { text, cursor: cursor + firstOf(right).length };
    case 'home':
    case 'ctrl-a':
      return { text, cursor: 0 };
    case 'end':
    case 'ctrl-e':
      return { text, cursor: text.length };
    case 'backspace':
    case 'ctrl-h':
      return joined(withoutLast(left), right);
    case 'delete':
    case 'ctrl-d':
      return joined(left, right.slice(firstOf(right).length));
    case 'ctrl-u':
      return joined('', right);
    case 'ctrl-k':
      return joined(left, '');
    case 'ctrl-w':
      return joined(left.replace(/\S*\s*$/, ''), right);
    case 'space':
      return insert(left, ' ', right);
    default:
      return firstOf(key) === key && key !== '' ? insert(left, key, right) : undefined;
  }
}

const joined = (left: string, right: string): Edited => ({
  text: left + right,
  cursor: left.length,
});

const insert = (left: string, typed: string, right: string): Edited =>
  left.length + typed.length + right.length > MAX_TYPED
    ? joined(left, right)
    : joined(left + typed, right);

const firstOf = (text: string): string => {
  const point = text.codePointAt(0);
  return point === undefined ? '' : String.fromCodePoint(point);
};

const withoutLast = (text: string): string => Array.from(text).slice(0, -1).join('');
