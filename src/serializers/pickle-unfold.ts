/**
 * From the pickle machine's graph to a payload, which is a tree: what is shared is shown wherever it
 * stands, what contains itself becomes a reference to the container around it. Depth, number of
 * values and length of text are bounded, so a graph made to explode ends as an error.
 */
import { isNode, type PayloadEntry, type PayloadValue } from '../model/payload.js';
import { knownValue, type Unfolding } from './pickle-known.js';
import { isRawNode, textOf, type Raw, type RawNode, type RawObject } from './pickle-values.js';
import type { ReadBudget } from './read-limits.js';

type Leaf = Extract<RawNode, { kind: 'integer' | 'float' | 'bytes' | 'byte-string' | 'global' }>;
type Container = Exclude<RawNode, Leaf>;

/** The payload that the graph stands for. Throws Unreadable when it goes beyond the budget. */
export const unfold = (root: Raw, budget: ReadBudget): PayloadValue =>
  new Unfolder(budget).value(root);

class Unfolder implements Unfolding {
  readonly #budget: ReadBudget;
  /** Segments of the JSON pointer to the value at hand. */
  readonly #path: string[] = [];
  /** Containers around the value at hand, each with the length of the path to it. */
  readonly #around = new Map<RawNode, number>();
  readonly #made = new Map<RawObject, PayloadValue>();

  constructor(budget: ReadBudget) {
    this.#budget = budget;
  }

  value(raw: Raw, ...path: readonly string[]): PayloadValue {
    this.#path.push(...path);
    const value = isRawNode(raw) ? this.#node(raw) : this.#scalar(raw);
    this.#path.length -= path.length;
    return value;
  }

  items(items: readonly Raw[]): readonly PayloadValue[] {
    return items.map((item, index) => this.value(item, 'items', String(index)));
  }

  pairs(entries: readonly (readonly [Raw, Raw])[], name: string): readonly PayloadEntry[] {
    return entries.map(([key, value], index) => [
      this.value(key, name, String(index), '0'),
      this.value(value, name, String(index), '1'),
    ]);
  }

  #scalar(value: null | boolean | number | string): PayloadValue {
    this.#budget.spend(typeof value === 'string' ? value.length : 0);
    return value;
  }

  #node(raw: RawNode): PayloadValue {
    switch (raw.kind) {
      case 'float':
      case 'integer':
      case 'bytes':
      case 'byte-string':
      case 'global':
        return this.#leaf(raw);
      case 'list':
      case 'tuple':
      case 'set':
      case 'frozenset':
      case 'dict':
      case 'object':
      case 'persistent':
        return this.#container(raw);
      default:
        return raw satisfies never;
    }
  }

  #leaf(raw: Leaf): PayloadValue {
    this.#budget.spend(sizeOf(raw));
    if (raw.kind !== 'byte-string') return raw;
    return raw.text ?? { kind: 'bytes', bytes: Uint8Array.from(raw.bytes) };
  }

  #container(raw: Container): PayloadValue {
    const start = this.#around.get(raw);
    if (start !== undefined) return this.#reference(start);
    this.#budget.spend();
    this.#around.set(raw, this.#path.length);
    this.#budget.checkDepth(this.#around.size);
    const value = this.#contents(raw);
    this.#around.delete(raw);
    return value;
  }

  #contents(raw: Container): PayloadValue {
    switch (raw.kind) {
      case 'list':
        return { kind: 'list', items: raw.items.map((item, at) => this.value(item, String(at))) };
      case 'tuple':
      case 'set':
      case 'frozenset':
        return { kind: raw.kind, items: this.items(raw.items) };
      case 'dict':
        return { kind: 'map', entries: this.#mapping(raw.entries) };
      case 'persistent':
        return { kind: 'persistent', id: this.value(raw.id, 'id') };
      case 'object':
        return this.#known(raw) ?? this.#description(raw);
      default:
        return raw satisfies never;
    }
  }

  /** Dates and the like are made once, however often they are shown; their text counts each time. */
  #known(raw: RawObject): PayloadValue | undefined {
    const value = this.#made.get(raw) ?? knownValue(raw, this);
    const textLength = textLengthOf(value);
    if (value === undefined || textLength === undefined) return value;
    this.#made.set(raw, value);
    this.#budget.spendText(textLength);
    return value;
  }

  /** Where all keys are text the value of each stands under its key, else in a list of pairs. */
  #mapping(entries: readonly (readonly [Raw, Raw])[]): readonly PayloadEntry[] {
    const isTextKeyed = entries.every(([key]) => isPlainKey(textOf(key)));
    if (!isTextKeyed) return this.pairs(entries, 'items');
    return entries.map(([key, value]) => [this.value(key), this.value(value, textOf(key) ?? '')]);
  }

  #description(raw: RawObject): PayloadValue {
    const { callable, kwargs, states, items, entries } = raw;
    const isNamed = isRawNode(callable) && callable.kind === 'global';
    if (isNamed) this.#budget.spend(callable.name.length);
    return {
      kind: 'object',
      class: isNamed ? callable.name : this.value(callable, 'class'),
      ...(raw.isUncalled === true
        ? {}
        : { args: raw.args.map((arg, at) => this.value(arg, 'args', String(at))) }),
      ...(kwargs === undefined ? {} : { kwargs: this.value(kwargs, 'kwargs') }),
      ...(states.length === 0 ? {} : { state: this.#state(states) }),
      ...(items.length === 0
        ? {}
        : { items: items.map((item, at) => this.value(item, 'items', String(at))) }),
      ...(entries.length === 0 ? {} : { entries: this.pairs(entries, 'entries') }),
    };
  }

  #state(states: readonly Raw[]): PayloadValue {
    const [state, ...more] = states;
    if (state !== undefined && more.length === 0) return this.value(state, 'state');
    const items = states.map((each, at) => this.value(each, 'state', 'items', String(at)));
    return { kind: 'tuple', items };
  }

  #reference(length: number): PayloadValue {
    const segments = this.#path.slice(0, length);
    // Counted before it is made: keys may be long, and many of them above one another.
    this.#budget.spend(segments.reduce((sum, each) => sum + each.length + 1, 0));
    const path = segments.map((each) => `/${each.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    return { kind: 'reference', path: path.join('') };
  }
}

/** Whether a JSON object may have it. */
const isPlainKey = (key: string | undefined): boolean => key !== undefined && key !== '$py';

/** Of a date, a number or bytes that a call stood for; undefined for all else. */
function textLengthOf(value: PayloadValue | undefined): number | undefined {
  if (value === undefined || !isNode(value)) return undefined;
  if (value.kind === 'bytes') return value.bytes.length;
  const zone = 'tz' in value ? value.tz : undefined;
  if ('iso' in value) return value.iso.length + (zone?.length ?? 0);
  return 'text' in value ? value.text.length : undefined;
}

function sizeOf(raw: Leaf): number {
  if (raw.kind === 'integer') return raw.digits.length;
  if (raw.kind === 'global') return raw.name.length;
  return raw.kind === 'float' ? 0 : raw.bytes.length;
}
