/**
 * What changed in a session as nodes of a tree: each change beneath the keys that lead to it, its kind
 * as a sign. Keys with one change beneath them stand on its line, and what did not change is left out.
 */
import type { PayloadValue } from '../../model/payload.js';
import type { PayloadChange } from '../../model/session.js';
import { pathText } from '../../model/transition-text.js';
import { text, widthOf, type Segment, type StyledLine, type Tone } from '../styled.js';
import { hiddenText, namesPassword } from './hiding.js';
import { foldedText } from './payload-entries.js';
import { copiedJson, payloadForest, scalarText } from './payload-forest.js';
import { countText } from './quantities.js';
import { forestOf, type Forest, type TreeNode } from './tree.js';

export interface ChangeOptions {
  readonly masked: boolean;
  readonly width: number;
}

const SIGNS: Readonly<Record<PayloadChange['op'], [string, Tone]>> = {
  added: ['+', 'good'],
  removed: ['-', 'bad'],
  changed: ['~', 'warn'],
};

/** The changes as a forest, in their order. */
export function changeForest(changes: readonly PayloadChange[], options: ChangeOptions): Forest {
  const root = new Branch();
  for (const change of changes) root.place(change);
  return forestOf(root.nodes([], options));
}

/** A key on the way to changes, or a change itself. */
class Branch {
  readonly #branches = new Map<string, Branch>();
  #change: PayloadChange | undefined;
  #count = 0;

  place(change: PayloadChange, depth = 0): void {
    this.#count += 1;
    const key = change.path[depth];
    if (key === undefined) {
      this.#change = change;
      return;
    }
    let branch = this.#branches.get(key);
    if (branch === undefined) this.#branches.set(key, (branch = new Branch()));
    branch.place(change, depth + 1);
  }

  nodes(prefix: readonly string[], options: ChangeOptions): TreeNode[] {
    if (this.#change !== undefined) return [changeNode(this.#change, prefix, options)];
    return [...this.#branches].map(([key, branch]) => branch.#node([...prefix, key], options));
  }

  /** `path`: the keys that stand on this line. */
  #node(path: readonly string[], options: ChangeOptions): TreeNode {
    if (this.#change !== undefined) return changeNode(this.#change, path, options);
    const [only] = this.#branches;
    if (only !== undefined && this.#branches.size === 1) {
      return only[1].#node([...path, only[0]], options);
    }
    const inside = text(countText(this.#count, 'change'), 'muted');
    return {
      id: idOf(path),
      name: pathText(path),
      sign: text(...SIGNS.changed),
      text: [],
      folded: [inside],
      children: forestOf(this.nodes([], options)),
      open: true,
    };
  }
}

const idOf = (path: readonly string[]): string =>
  path.map((key) => key.slice(0, 120).replaceAll('~', '~0').replaceAll('/', '~1')).join('/');

function changeNode(
  change: PayloadChange,
  path: readonly string[],
  options: ChangeOptions,
): TreeNode {
  const { op, before, after } = change;
  const hidden = change.path.some(namesPassword);
  const base = { id: idOf(path), name: pathText(path), sign: text(...SIGNS[op]) };
  if (hidden) return { ...base, text: sideBySide(op, [hiddenText()], [hiddenText()]) };
  const kept = after ?? before;
  const copy = options.masked || kept === undefined ? {} : { copy: () => copiedJson(kept) };
  if (op === 'added') return { ...base, ...sideOf(after, options), ...copy };
  if (op === 'removed') return { ...base, ...sideOf(before, options), ...copy, open: false };
  const [old, young] = [sideOf(before, options), sideOf(after, options)];
  const line = sideBySide(op, old.text, young.text);
  const isFlat = old.children === undefined && young.children === undefined;
  if (isFlat && widthOf(line) <= Math.max(24, options.width - 32)) {
    return { ...base, text: line, ...copy };
  }
  return {
    ...base,
    text: [],
    folded: line,
    children: forestOf([
      { id: 'before', name: 'before', sign: text('-', 'bad'), ...old },
      { id: 'after', name: 'after', sign: text('+', 'good'), ...young },
    ]),
    open: true,
    ...copy,
  };
}

const ARROW: Segment = text(' → ', 'muted');

const sideBySide = (op: PayloadChange['op'], before: StyledLine, after: StyledLine): StyledLine => {
  if (op === 'added') return after;
  return op === 'removed' ? before : [...before, ARROW, ...after];
};

type Side = Pick<TreeNode, 'text' | 'children' | 'open' | 'copy'>;

/** One side of a change; a container says its size and can be opened. */
function sideOf(value: PayloadValue | undefined, { masked }: ChangeOptions): Side {
  if (value === undefined) return { text: [text('?', 'muted')] };
  const copy = masked ? {} : { copy: () => copiedJson(value) };
  const children = payloadForest(value, masked);
  if (children === undefined) return { text: scalarText(value, masked, 400), ...copy };
  return { text: [text(foldedText(value), 'muted')], children, ...copy };
}
