/**
 * A payload as an indented tree: one line per entry, scalars beside their key. Bounded in lines and
 * depth; what is left out is counted. Keys are data, so `__proto__` is a key like any other.
 */
import { payloadText } from '../../model/payload-text.js';
import { isNode, type PayloadValue } from '../../model/payload.js';
import { displayWidthOf, fit, text, widthOf, type StyledLine } from '../styled.js';
import { value as shown } from './hiding.js';
import { childrenOf, keyText, type Entries } from './payload-entries.js';

export interface TreeOptions {
  /** Values are not shown. */
  readonly masked: boolean;
  readonly maxLines: number;
}

const MAX_DEPTH = 24;
const MAX_VALUE = 1024;

/** The tree's lines, at most `maxLines` and one that counts the rest. */
export function payloadTree(payload: PayloadValue, options: TreeOptions): readonly StyledLine[] {
  const tree = new Tree(options);
  const children = childrenOf(payload);
  if (children === undefined) tree.leaf([], payload);
  else tree.children(children, 0);
  return tree.finish();
}

class Tree {
  readonly #options: TreeOptions;
  readonly #lines: StyledLine[] = [];
  #omitted = 0;

  constructor(options: TreeOptions) {
    this.#options = options;
  }

  finish(): readonly StyledLine[] {
    if (this.#omitted === 0) return this.#lines;
    const note = `  … ${this.#omitted.toLocaleString('en-US')} more entries are not shown`;
    return [...this.#lines, [text(note, 'muted')]];
  }

  leaf(head: StyledLine, payload: PayloadValue): void {
    this.#lines.push([...head, shown(payloadText(payload, MAX_VALUE), this.#options.masked)]);
  }

  children(entries: Entries, depth: number): void {
    const column = columnOf(entries);
    for (let index = 0; index < entries.size; index += 1) {
      if (this.#lines.length >= this.#options.maxLines) {
        this.#omitted += entries.size - index;
        return;
      }
      const entry = entries.at(index);
      if (entry !== undefined) this.#entry(...entry, { depth, column });
    }
  }

  #entry(key: PayloadValue, child: PayloadValue, { depth, column }: Place): void {
    const name: StyledLine = [text(keyText(key), 'accent', 200)];
    const head = [
      text('  '.repeat(depth + 1)),
      ...(widthOf(name) < column ? fit(name, column) : name),
      text('  '),
    ];
    const children = childrenOf(child);
    if (children === undefined || children.size === 0 || depth >= MAX_DEPTH) {
      this.leaf(head, child);
      return;
    }
    this.#lines.push([...head, text(nodeLabel(child), 'muted')]);
    this.children(children, depth + 1);
  }
}

interface Place {
  readonly depth: number;
  /** Cells of the keys, so that the values of siblings stand beneath one another. */
  readonly column: number;
}

const WIDEST_KEY = 24;

const columnOf = (entries: Entries): number =>
  Array.from({ length: Math.min(entries.size, 200) }, (_, index) => entries.at(index)?.[0] ?? '')
    .map((key) => displayWidthOf(keyText(key), 200))
    .reduce((widest, width) => (width > WIDEST_KEY ? widest : Math.max(widest, width)), 0);

/** What stands beside the key of a node with children: `3 entries`, `list of 2`, a class. */
function nodeLabel(value: PayloadValue): string {
  if (!isNode(value)) return '';
  if (value.kind === 'map') return value.type ?? '';
  if (value.kind === 'object') {
    return `<${typeof value.class === 'string' ? value.class : payloadText(value.class, 120)}>`;
  }
  return 'items' in value ? `${value.kind} of ${value.items.length}` : '';
}
