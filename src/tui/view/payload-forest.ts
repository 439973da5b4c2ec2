/**
 * A payload as nodes of a tree. Keys are data, so `__proto__` is a key like any other; a text that is
 * JSON by itself can be opened. What stands under the name of a password is neither shown nor copied.
 */
import { payloadJson } from '../../model/payload-json.js';
import { payloadText } from '../../model/payload-text.js';
import type { PayloadEntry, PayloadValue } from '../../model/payload.js';
import { text, type StyledLine } from '../styled.js';
import { hiddenText, MASK, namesPassword, withoutPasswords } from './hiding.js';
import { jsonForest } from './json-tree.js';
import { readJson } from './json-document.js';
import { childrenOf, foldedText, keyText, openLabel } from './payload-entries.js';
import type { Forest, TreeNode } from './tree.js';

const MAX_VALUE = 1024;
/** Characters of the longest text that is looked at for JSON. */
const MAX_JSON_TEXT = 256 * 1024;

/** What the payload holds; undefined for a scalar and for what is empty. */
export function payloadForest(payload: PayloadValue, masked: boolean): Forest | undefined {
  const children = childrenOf(payload);
  if (children === undefined || children.size === 0) return undefined;
  return {
    size: children.size,
    at(index) {
      const entry = children.at(index);
      return entry === undefined ? undefined : payloadNode(entry, masked);
    },
  };
}

/** One entry as a node. */
export function payloadNode([key, value]: PayloadEntry, masked: boolean): TreeNode {
  const name = keyText(key);
  const id = name.slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1');
  if (typeof key === 'string' && namesPassword(key) && value !== null) {
    return { id, name, text: [text(MASK, 'muted')] };
  }
  const children = payloadForest(value, masked) ?? (masked ? undefined : insideText(value));
  const copy = masked ? {} : { copy: () => copiedJson(value) };
  if (children === undefined) return { id, name, text: scalarText(value, masked), ...copy };
  if (typeof value === 'string') {
    return { id, name, text: scalarText(value, masked, 200), children, open: false, ...copy };
  }
  const kind = [text(openLabel(value), 'muted')];
  return {
    id,
    name,
    text: kind[0]?.text === '' ? [] : kind,
    folded: [text(foldedText(value), 'muted')],
    children,
    ...copy,
  };
}

/** A value on one line, passwords in texts left out. */
export const scalarText = (
  value: PayloadValue,
  masked: boolean,
  maxLength = MAX_VALUE,
): StyledLine => [
  masked
    ? hiddenText()
    : text(
        payloadText(
          typeof value === 'string' ? withoutPasswords(value.slice(0, maxLength + 1)) : value,
          maxLength,
        ),
        undefined,
        maxLength,
      ),
];

/** The payload as JSON to copy, without passwords. */
export const copiedJson = (value: PayloadValue): string =>
  JSON.stringify(
    payloadJson(value),
    (name, part: unknown) => {
      if (namesPassword(name) && part !== null) return MASK;
      if (typeof part === 'string') return withoutPasswords(part);
      return isPasswordPair(part) ? [part[0], MASK] : part;
    },
    2,
  );

/** Mappings whose keys are not all text become lists of pairs. */
const isPasswordPair = (part: unknown): part is [string, unknown] =>
  Array.isArray(part) && part.length === 2 && typeof part[0] === 'string' && namesPassword(part[0]);

/** What a text holds that is a JSON document of its own, such as Django's `_messages`. */
function insideText(value: PayloadValue): Forest | undefined {
  if (typeof value !== 'string' || value.length > MAX_JSON_TEXT) return undefined;
  if (!/^\s*(?:\{\s*"|\[\s*[\]["{\dtfn-])/.test(value)) return undefined;
  const document = readJson(value, false);
  return document === undefined ? undefined : jsonForest(document);
}
