/** What servers send as text, as cells: alike for PostgreSQL and MySQL. */

/** Digits as a number where nothing is lost, else as bigint; any other text as it is. */
export function integerOf(text: string): number | bigint | string {
  if (!/^-?\d+$/.test(text)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

/**
 * A date and time without a zone, always with six decimals: `2026-12-06 20:40:46` becomes
 * `2026-12-06 20:40:46.000000`. Any other text (`infinity`) stays as it is.
 */
export function withMicroseconds(text: string): string {
  const [matched, whole = '', decimals = ''] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  return matched === undefined ? text : `${whole}.${decimals.padEnd(6, '0')}`;
}

/**
 * The parts of a table's name. Django quotes a name unless it is quoted already and leaves quotes inside
 * alone (db/backends/.../operations.py `quote_name`), so that `"shop"."session"` and `shop"."session`
 * both mean the table session in the schema shop.
 */
export function tableParts(name: string, quote: string): readonly string[] {
  const isQuoted = name.length > 2 && name.startsWith(quote) && name.endsWith(quote);
  return (isQuoted ? name.slice(1, -1) : name).split(`${quote}.${quote}`);
}
