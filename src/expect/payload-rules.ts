/** Rules about what sessions hold, as each exchange found and left it. */
import { Buffer } from 'node:buffer';
import type { Observation } from '../model/observation.js';
import { payloadJson } from '../model/payload-json.js';
import { isNode, type PayloadNode, type PayloadValue } from '../model/payload.js';
import type { PayloadChange, SessionSnapshot } from '../model/session.js';
import {
  ASIDE,
  failed,
  HELD,
  stateless,
  undecided,
  unreadSession,
  type RuleBody,
  type Verdict,
} from './rule.js';

/** `key`: names and indexes from the root, joined by dots. A recording has one side in full, and changes. */
export const neverContains = (key: string): RuleBody =>
  stateless('no session was read', (observation) => {
    const { session } = observation;
    const isThere =
      payloadsOf(observation).some((payload) => contains(payload, key)) ||
      session?.changes.some((change) => changeContains(change, key)) === true;
    return isThere ? failed(`The session holds ${key}.`) : otherwise(observation);
  });

/** Measured is the data as compact JSON in UTF-8, whatever way the app writes it. */
export function maxSessionSize(limit: number): RuleBody {
  return stateless('no session was read', (observation) => {
    const size = Math.max(-1, ...payloadsOf(observation).map(sizeOf));
    if (size <= limit) return otherwise(observation);
    return failed(`The session takes ${size} bytes as JSON, ${size - limit} more than it may.`);
  });
}

const sidesOf = ({ session }: Observation): readonly SessionSnapshot[] =>
  [session?.before, session?.after].filter((side) => side !== undefined);

const payloadsOf = (observation: Observation): readonly PayloadValue[] =>
  sidesOf(observation).flatMap(({ payload }) => (payload === undefined ? [] : [payload]));

/** What was read is in order: was all of it read? */
function otherwise(observation: Observation): Verdict {
  if (payloadsOf(observation).length > 0) return HELD;
  const why = unreadSession(observation);
  return why === undefined ? ASIDE : undecided(why);
}

/** A change of the key, of what stands in it, or of what it stands in. */
function changeContains({ path, before, after }: PayloadChange, key: string): boolean {
  const changed = path.join('.');
  if (changed === key || changed.startsWith(`${key}.`)) return true;
  if (!key.startsWith(`${changed}.`)) return false;
  const rest = key.slice(changed.length + 1);
  return [before, after].some((value) => value !== undefined && contains(value, rest));
}

/** Recursive as deep as the key has dots, and no deeper than the payload. */
function contains(value: PayloadValue, key: string): boolean {
  if (!isNode(value)) return false;
  return partsOf(value).some(
    ([name, part]) =>
      name === key || (key.startsWith(`${name}.`) && contains(part, key.slice(name.length + 1))),
  );
}

type Part = readonly [name: string, part: PayloadValue];

/** What a key can lead into; names that are no text are those of numbers. */
function partsOf(node: PayloadNode): readonly Part[] {
  if (node.kind === 'map') return node.entries.flatMap(([name, part]) => partNamed(name, part));
  if (node.kind === 'object') {
    const { entries = [], state = null } = node;
    const own = entries.flatMap(([name, part]) => partNamed(name, part));
    return isNode(state) ? [...own, ...partsOf(state)] : own;
  }
  return 'items' in node ? node.items.map((part, index) => [String(index), part]) : [];
}

const partNamed = (name: PayloadValue, part: PayloadValue): readonly Part[] =>
  typeof name === 'string' || typeof name === 'number' ? [[String(name), part]] : [];

/** Found before: a session that does not change is met again in each exchange. */
const sizes = new WeakMap<PayloadNode, number>();

function sizeOf(payload: PayloadValue): number {
  const known = isNode(payload) ? sizes.get(payload) : undefined;
  if (known !== undefined) return known;
  const size = Buffer.byteLength(JSON.stringify(payloadJson(payload)));
  if (isNode(payload)) sizes.set(payload, size);
  return size;
}
