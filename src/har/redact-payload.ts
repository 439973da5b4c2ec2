/**
 * Secrets in decoded sessions, by key: `_auth_user_hash`, `_csrftoken`, `_password_reset_token` and
 * their like, in every kind of node. `strict` leaves the keys and hides each value.
 */
import { Buffer } from 'node:buffer';
import {
  isNode,
  type MapNode,
  type ObjectNode,
  type PayloadEntry,
  type PayloadNode,
  type PayloadValue,
} from '../model/payload.js';
import type { PayloadChange } from '../model/session.js';
import type { Redactor } from './redact.js';
import { redactValue } from './redact-value.js';
import type { NameKind } from '../model/secret-names.js';

/** A payload with its secrets replaced; the same shape of keys. */
export function redactPayload(
  value: PayloadValue,
  redactor: Redactor,
  around: NameKind = 'plain',
): PayloadValue {
  if (redactor.mode === 'off') return value;
  return new PayloadRedaction(redactor).value(value, around);
}

/** A change with its secrets replaced: any key on its path may make its values secret. */
export function redactChange(change: PayloadChange, redactor: Redactor): PayloadChange {
  const kinds = change.path.map((key) => redactor.kindOf(key));
  const around = kinds.find((kind) => kind !== 'plain') ?? 'plain';
  return {
    op: change.op,
    path: change.path,
    ...(change.before === undefined
      ? {}
      : { before: redactPayload(change.before, redactor, around) }),
    ...(change.after === undefined ? {} : { after: redactPayload(change.after, redactor, around) }),
  };
}

class PayloadRedaction {
  readonly #redactor: Redactor;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  value(value: PayloadValue, around: NameKind): PayloadValue {
    if (isNode(value)) return this.#node(value, around);
    if (value === null) return value;
    if (typeof value === 'string') return this.#text(value, around);
    const isHidden = around !== 'plain' && typeof value === 'number' && Math.abs(value) >= 100;
    if (isHidden || this.#redactor.mode === 'strict') return this.#hidden(String(value), around);
    return value;
  }

  #text(value: string, around: NameKind): string {
    const byName = this.#redactor.byName(around, value);
    if (byName !== value) return byName;
    if (this.#redactor.mode === 'strict') return this.#redactor.standIn(value);
    return redactValue(value, this.#redactor, 'response');
  }

  #hidden(value: string, around: NameKind): string {
    return this.#redactor.hidden(around, value);
  }

  #node(node: PayloadNode, around: NameKind): PayloadValue {
    switch (node.kind) {
      case 'map':
        return this.#map(node, around);
      case 'list':
      case 'tuple':
      case 'set':
      case 'frozenset':
      case 'deque':
        return { ...node, items: this.#items(node.items, around) };
      case 'object':
        return this.#object(node, around);
      case 'bytes':
        return this.#bytes(node, around);
      case 'global':
      case 'reference':
        return node;
      case 'complex':
      case 'date':
      case 'datetime':
      case 'decimal':
      case 'float':
      case 'integer':
      case 'persistent':
      case 'time':
      case 'timedelta':
      case 'uuid':
        if (around === 'plain' && this.#redactor.mode !== 'strict') return node;
        return this.#hidden(JSON.stringify(node), around);
      default:
        return node satisfies never;
    }
  }

  #map(node: MapNode, around: NameKind): MapNode {
    return { ...node, entries: this.#entries(node.entries, around) };
  }

  #object(node: ObjectNode, around: NameKind): ObjectNode {
    const { args, kwargs, state, items, entries } = node;
    return {
      ...node,
      ...(args === undefined ? {} : { args: this.#items(args, around) }),
      ...(kwargs === undefined ? {} : { kwargs: this.value(kwargs, around) }),
      ...(state === undefined ? {} : { state: this.value(state, around) }),
      ...(items === undefined ? {} : { items: this.#items(items, around) }),
      ...(entries === undefined ? {} : { entries: this.#entries(entries, around) }),
    };
  }

  #items(items: readonly PayloadValue[], around: NameKind): PayloadValue[] {
    return items.map((item) => this.value(item, around));
  }

  #entries(entries: readonly PayloadEntry[], around: NameKind): PayloadEntry[] {
    return entries.map(([key, value]) => {
      const own =
        typeof key === 'string' && !isStructure(key, value) ? this.#redactor.kindOf(key) : 'plain';
      return [key, this.value(value, own === 'plain' ? around : own)];
    });
  }

  #bytes(node: PayloadNode & { kind: 'bytes' }, around: NameKind): PayloadValue {
    const latin1 = Buffer.from(node.bytes).toString('latin1');
    if (around !== 'plain' || this.#redactor.mode === 'strict') return this.#hidden(latin1, around);
    const swept = this.#redactor.sweep(latin1, 'bytes');
    return swept === latin1 ? node : { ...node, bytes: Buffer.from(swept, 'latin1') };
  }
}

/** A `session` or `auth` mapping: its own keys say what in it is secret. */
const isStructure = (key: string, value: PayloadValue): boolean =>
  isNode(value) && value.kind === 'map' && /^(?:session|auth)$/i.test(key);
