/**
 * Nested things as rows with folds. It knows how a node is laid out and which folds are open, and
 * nothing of what the nodes are. Children are asked for only where they are shown, and of many the
 * first few hundred, then more by doubling; so a node of 100,000 children costs as much as one of 200.
 */
import type { DetailRow } from '../detail-row.js';
import { displayWidthOf, fit, text, widthOf, type Segment, type StyledLine } from '../styled.js';
import { rowOf, wrapped } from './rows.js';

export interface TreeNode {
  /** Unique among its siblings and stable: part of the fold's key. */
  readonly id: string;
  readonly name: string;
  readonly sign?: Segment;
  /** What stands beside the name. */
  readonly text: StyledLine;
  /** The same while the node is folded; default: `text`. */
  readonly folded?: StyledLine;
  readonly children?: Forest;
  /** Whether it is open unless turned; default: as its size says. */
  readonly open?: boolean;
  /** What is copied; absent where nothing is. */
  readonly copy?: () => string;
}

/** Siblings; `at` makes one of them. */
export interface Forest {
  readonly size: number;
  at(index: number): TreeNode | undefined;
}

export interface TreeOptions {
  readonly width: number;
  readonly turned: ReadonlySet<string>;
  /** What the keys of all folds begin with. */
  readonly key: string;
  /** Cells to the left of the whole tree. */
  readonly margin?: number;
}

const FIRST_SHOWN = 200;
const MAX_ROWS = 20_000;
const WIDEST_NAME = 24;

/** The rows of these siblings and of what is open beneath them. */
export function treeRows(forest: Forest, options: TreeOptions): readonly DetailRow[] {
  const tree = new Tree(options);
  tree.forest(forest, options.key, 0);
  return tree.rows;
}

/** Siblings that are at hand already. */
export const forestOf = (nodes: readonly TreeNode[]): Forest => ({
  size: nodes.length,
  at: (index) => nodes[index],
});

/** How many of `size` siblings are shown, and the key of the fold that shows more. */
export function stepsShown(
  size: number,
  key: string,
  turned: ReadonlySet<string>,
): { readonly shown: number; readonly moreKey: string } {
  let shown = FIRST_SHOWN;
  while (shown < size && turned.has(`${key}+${shown}`)) shown *= 2;
  return { shown: Math.min(shown, size), moreKey: `${key}+${shown}` };
}

/** `… 99,800 more`, which opens the next ones. */
export const moreRow = (hidden: number, key: string, indent: number): DetailRow =>
  rowOf([text(`${' '.repeat(indent)}▸ … ${hidden.toLocaleString('en-US')} more`, 'muted')], {
    fold: { key, open: false },
  });

class Tree {
  readonly rows: DetailRow[] = [];
  readonly #options: TreeOptions;

  constructor(options: TreeOptions) {
    this.#options = options;
  }

  forest(forest: Forest, key: string, depth: number): void {
    const { turned } = this.#options;
    const { shown, moreKey } = stepsShown(forest.size, key, turned);
    const nodes = Array.from({ length: shown }, (_, index) => forest.at(index));
    const column = columnOf(nodes);
    for (const node of nodes) {
      if (this.rows.length >= MAX_ROWS) return;
      if (node !== undefined) this.#node(node, key, { depth, column, siblings: forest.size });
    }
    const hidden = forest.size - shown;
    if (hidden > 0) this.rows.push(moreRow(hidden, moreKey, this.#indent(depth)));
  }

  #node(node: TreeNode, parent: string, place: Place): void {
    const { children } = node;
    const key = `${parent}/${node.id}`;
    if (children === undefined || children.size === 0) {
      this.#row(node, node.text, place, undefined);
      return;
    }
    const open = isOpen(node, children, place) !== this.#options.turned.has(key);
    this.#row(node, open ? node.text : (node.folded ?? node.text), place, { key, open });
    if (open) this.forest(children, key, place.depth + 1);
  }

  #row(node: TreeNode, told: StyledLine, place: Place, fold: DetailRow['fold']): void {
    const { depth, column } = place;
    const indent = this.#indent(depth);
    const mark = fold === undefined ? '  ' : fold.open ? '▾ ' : '▸ ';
    const name: StyledLine = [text(node.name, 'accent', 200)];
    const styled = [
      text(' '.repeat(indent) + mark),
      ...(node.sign === undefined ? [] : [node.sign, text(' ')]),
      ...(widthOf(name) < column && told.length > 0 ? fit(name, column) : name),
      ...(told.length === 0 ? [] : [text('  '), ...told]),
    ];
    const extras = { ...(fold && { fold }), copy: node.copy };
    const { width } = this.#options;
    const beside = indent + column + (node.sign === undefined ? 4 : 6);
    const hang = beside <= width * 0.45 ? beside : indent + 4;
    this.rows.push(...wrapped(styled, width, hang, extras));
  }

  /** Deep nodes move no further to the right than a third of the width. */
  #indent(depth: number): number {
    const { margin = 0, width } = this.#options;
    return margin + Math.min(depth * 2, Math.floor(width / 3));
  }
}

interface Place {
  readonly depth: number;
  /** Cells of the names, so that what stands beside siblings stands in one column. */
  readonly column: number;
  readonly siblings: number;
}

/** What is small opens by itself, unless it is one of many or far down. */
function isOpen(node: TreeNode, children: Forest, { depth, siblings }: Place): boolean {
  return node.open ?? (children.size <= 12 && siblings <= 40 && depth < 3);
}

const columnOf = (nodes: readonly (TreeNode | undefined)[]): number =>
  nodes
    .map((node) => displayWidthOf(node?.name ?? '', 200))
    .reduce((widest, width) => (width > WIDEST_NAME ? widest : Math.max(widest, width)), 0);
