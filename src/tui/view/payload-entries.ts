/** What a payload's node holds, by key and on demand, and how it is named on one line. */
import { payloadText } from '../../model/payload-text.js';
import {
  isNode,
  type ObjectNode,
  type PayloadEntry,
  type PayloadValue,
} from '../../model/payload.js';
import { countText } from './quantities.js';

/** `{…} 3 keys`, `[…] 12 items`, `<shop.cart.Cart> 2 parts`. */
export function foldedText(value: PayloadValue): string {
  if (!isNode(value)) return '';
  const size = childrenOf(value)?.size ?? 0;
  if (value.kind === 'map') {
    return `${value.type === undefined ? '' : `${value.type} `}{…} ${countText(size, 'key')}`;
  }
  if (value.kind === 'object') return `${classText(value)} ${countText(size, 'part')}`;
  return `${BRACKETS[value.kind] ?? `${value.kind} {…}`} ${countText(size, 'item')}`;
}

const BRACKETS: Readonly<Record<string, string>> = { list: '[…]', tuple: '(…)' };

/** What is said of an open node: of what kind it is, where that is not plain to see. */
export function openLabel(value: PayloadValue): string {
  if (!isNode(value)) return '';
  if (value.kind === 'map') return value.type ?? '';
  if (value.kind === 'object') return classText(value);
  return 'items' in value ? `${value.kind} of ${value.items.length}` : '';
}

/** A class that was computed may hold values, so it is not written out. */
const classText = (value: ObjectNode): string =>
  `<${typeof value.class === 'string' ? value.class : 'computed class'}>`;

/** A key as it is shown: quoted where it is not a plain word. */
export const keyText = (key: PayloadValue): string =>
  typeof key === 'string' && /^[^\s"']{1,200}$/u.test(key) ? key : payloadText(key, 200);

/** Entries by index, made when they are asked for. */
export interface Entries {
  readonly size: number;
  at(index: number): PayloadEntry | undefined;
}

/** What a node holds, by key; undefined for a scalar and for what is told on one line. */
export function childrenOf(value: PayloadValue): Entries | undefined {
  if (!isNode(value)) return undefined;
  if (value.kind === 'map') return listed(value.entries);
  if (value.kind === 'object') return listed(objectEntries(value));
  return 'items' in value ? numbered(value.items) : undefined;
}

const numbered = (items: readonly PayloadValue[]): Entries => ({
  size: items.length,
  at(index) {
    const item = items[index];
    return item === undefined ? undefined : [index, item];
  },
});

const listed = (entries: readonly PayloadEntry[]): Entries => ({
  size: entries.length,
  at: (index) => entries[index],
});

const objectEntries = (value: ObjectNode): readonly PayloadEntry[] => [
  ...(value.args ?? []).map((item, index): PayloadEntry => [`argument ${index}`, item]),
  ...(value.kwargs === undefined ? [] : [['keywords', value.kwargs] as const]),
  ...(value.state === undefined ? [] : [['state', value.state] as const]),
  ...(value.items ?? []).map((item, index): PayloadEntry => [index, item]),
  ...(value.entries ?? []),
];
