/** A JSON document as nodes of a tree, and as text to copy: both without passwords. */
import { text, type StyledLine } from '../styled.js';
import type { JsonDocument, JsonEntry, JsonNode } from './json-document.js';
import { MASK, hiddenText, namesPassword, withoutPasswords } from './hiding.js';
import { countText } from './quantities.js';
import { forestOf, type Forest, type TreeNode } from './tree.js';

const MAX_VALUE = 1024;

/** The members of the one value, or the values where there are several; what was cut says so. */
export function jsonForest(document: JsonDocument): Forest {
  const [only, another] = document.values;
  const forest =
    only !== undefined && another === undefined
      ? (membersOf(only) ?? forestOf([jsonNode('value', only, 0)]))
      : mapped(document.values, (value, index) => jsonNode(String(index + 1), value, index));
  return document.cut ? withEnd(forest) : forest;
}

/** The document as JSON to copy, laid out. */
export const jsonText = ({ values }: JsonDocument): string =>
  values.map((value) => written(value, '')).join('\n');

function jsonNode(name: string, value: JsonNode, index: number): TreeNode {
  const id = name.slice(0, 120).replaceAll('~', '~0').replaceAll('/', '~1');
  const base = { id: id === '' ? `#${index}` : id, name: nameText(name) };
  if (namesPassword(name) && !isNull(value)) return { ...base, text: [hiddenText()] };
  const copy = () => written(value, '');
  const children = membersOf(value);
  if (children === undefined) return { ...base, text: scalarText(value), copy };
  const folded: StyledLine = [text(foldedText(value, children.size), 'muted')];
  const items = value.kind === 'array' ? [text(countText(children.size, 'item'), 'muted')] : [];
  return { ...base, text: items, folded, children, copy };
}

const isNull = (value: JsonNode): boolean => value.kind === 'plain' && value.raw === 'null';

const nameText = (name: string): string =>
  /^[^\s"']{1,200}$/u.test(name) ? name : JSON.stringify(name.slice(0, 200));

function membersOf(value: JsonNode): Forest | undefined {
  if (value.kind === 'object' && value.entries.length > 0) {
    return mapped(value.entries, ([name, member], index) => jsonNode(name, member, index));
  }
  if (value.kind === 'array' && value.items.length > 0) {
    return mapped(value.items, (item, index) => jsonNode(String(index), item, index));
  }
  return undefined;
}

const mapped = <T>(list: readonly T[], node: (item: T, index: number) => TreeNode): Forest => ({
  size: list.length,
  at(index) {
    const item = list[index];
    return item === undefined ? undefined : node(item, index);
  },
});

/** The forest with a last line that says where the content ends. */
const withEnd = (forest: Forest): Forest => ({
  size: forest.size + 1,
  at: (index) =>
    index < forest.size
      ? forest.at(index)
      : { id: '…', name: '…', text: [text('the content is cut here', 'warn')] },
});

function scalarText(value: JsonNode): StyledLine {
  switch (value.kind) {
    case 'text': {
      const shown = JSON.stringify(withoutPasswords(value.value.slice(0, MAX_VALUE + 1)));
      return [text(shown, undefined, MAX_VALUE)];
    }
    case 'plain':
      return [text(value.raw, undefined, MAX_VALUE)];
    case 'object':
      return [text('{}')];
    case 'array':
      return [text('[]')];
    default:
      return value satisfies never;
  }
}

const foldedText = (value: JsonNode, size: number): string =>
  value.kind === 'array' ? `[…] ${countText(size, 'item')}` : `{…} ${countText(size, 'key')}`;

/** Laid out with two spaces; numbers and texts as they were written. */
function written(value: JsonNode, indent: string): string {
  const inner = `${indent}  `;
  switch (value.kind) {
    case 'plain':
      return value.raw;
    case 'text': {
      const open = withoutPasswords(value.value);
      return open === value.value ? value.raw : JSON.stringify(open);
    }
    case 'array': {
      if (value.items.length === 0) return '[]';
      const items = value.items.map((item) => inner + written(item, inner));
      return `[\n${items.join(',\n')}\n${indent}]`;
    }
    case 'object': {
      if (value.entries.length === 0) return '{}';
      const entries = value.entries.map((entry) => inner + writtenEntry(entry, inner));
      return `{\n${entries.join(',\n')}\n${indent}}`;
    }
    default:
      return value satisfies never;
  }
}

const writtenEntry = ([name, value]: JsonEntry, indent: string): string =>
  namesPassword(name) && !isNull(value)
    ? `${JSON.stringify(name)}: "${MASK}"`
    : `${JSON.stringify(name)}: ${written(value, indent)}`;
