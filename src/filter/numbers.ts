/** Comparisons of numbers: `500`, `>=400`, `400..499`, `4xx`; sizes in kB and MB, times in ms and s. */

export type NumberTest = (value: number) => boolean;
export type Unit = 'none' | 'bytes' | 'milliseconds';

type Factors = ReadonlyMap<string, number>;
const factors = (table: Readonly<Record<string, number>>): Factors =>
  new Map(Object.entries(table));

const FACTORS: Readonly<Record<Unit, Factors>> = {
  none: factors({ '': 1 }),
  bytes: factors({ '': 1, b: 1, k: 1000, kb: 1000, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9 }),
  milliseconds: factors({ '': 1, ms: 1, s: 1000, m: 60_000, min: 60_000 }),
};

/** undefined: not a comparison. */
export function comparison(text: string, unit: Unit): NumberTest | undefined {
  const wanted = text.toLowerCase();
  const [, hundreds] = /^([1-9])xx$/.exec(wanted) ?? [];
  if (hundreds !== undefined) return (value) => Math.floor(value / 100) === Number(hundreds);
  const range = /^([^.<>=]+(?:\.\d+[a-z]*)?)\.\.(.+)$/.exec(wanted);
  if (range !== null) return between(range[1] ?? '', range[2] ?? '', unit);
  const [, operator = '', amount = ''] = /^(>=|<=|>|<|=)?(.*)$/s.exec(wanted) ?? [];
  const limit = quantity(amount, unit);
  return limit === undefined ? undefined : OPERATORS[operator]?.(limit);
}

const OPERATORS: Readonly<Record<string, (limit: number) => NumberTest>> = {
  '': (limit) => (value) => value === limit,
  '=': (limit) => (value) => value === limit,
  '>': (limit) => (value) => value > limit,
  '>=': (limit) => (value) => value >= limit,
  '<': (limit) => (value) => value < limit,
  '<=': (limit) => (value) => value <= limit,
};

function between(from: string, to: string, unit: Unit): NumberTest | undefined {
  const [low, high] = [quantity(from, unit), quantity(to, unit)];
  if (low === undefined || high === undefined) return undefined;
  return (value) => value >= low && value <= high;
}

function quantity(text: string, unit: Unit): number | undefined {
  const [, digits, suffix = ''] = /^(\d{1,15}(?:\.\d{1,6})?)\s?([a-z]*)$/.exec(text) ?? [];
  const factor = FACTORS[unit].get(suffix);
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
