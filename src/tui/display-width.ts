/**
 * How many cells a character takes, for those characters on which terminals, tmux and blessed agree.
 * All others (emoji, joiners, spacing marks, private use, the unassigned) are not drawn at all:
 * sanitise.ts writes them out, because one wrong column breaks every row beneath it.
 * The ranges are the overlap of Unicode's East Asian Width and blessed's own table; a test compares.
 */

/** Two cells: ideographs, kana, Hangul syllables, fullwidth forms. */
const WIDE =
  '\\u1100-\\u115e\\u2e80-\\u2fd5\\u2ff0-\\u2ffb\\u3000-\\u303e\\u3041-\\u312d\\u3131-\\u31ba\\u31f0-\\u32fe' +
  '\\u3300-\\u4dbf\\u4e00-\\ua4cf\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6b' +
  '\\uff01-\\uff60\\uffe0-\\uffe6\\u{20000}-\\u{2fffd}\\u{30000}-\\u{3fffd}';

/** Assigned and printable, and yet of different widths in different places. */
const DISPUTED =
  '\\u06de\\u1160-\\u11ff\\u2329\\u232a\\u2630-\\u2637\\u268a-\\u268f\\u2ffc-\\u2fff\\u312e\\u312f\\u31bb-\\u31ef' +
  '\\u3248-\\u324f\\u32ff\\u4dc0-\\u4dff\\ud7b0-\\ud7ff\\ufdfd\\u{16fe0}-\\u{1b2ff}\\u{1d300}-\\u{1d376}\\u{1f200}-\\u{1f265}' +
  '\\p{Emoji_Presentation}\\p{Default_Ignorable_Code_Point}';

const BASE = `(?![${DISPUTED}])[\\p{L}\\p{N}\\p{P}\\p{S} \\u00a0\\u3000]`;
const MARK = '(?!\\p{Default_Ignorable_Code_Point})\\p{Mn}';

/** ASCII and the signs that the screen itself draws: one cell each, so nothing needs to be looked up. */
const SIMPLE = /^[\x20-\x7e·–•…→▸█\u2500-\u257f]*$/;
const IS_WIDE = new RegExp(`^[${WIDE}]`, 'u');
const CLUSTER = new RegExp(`${BASE}(?:${MARK}){0,2}`, 'gu');

/** The source of a pattern for one drawable cluster: a base and at most two marks that sit upon it. */
export const DRAWABLE_CLUSTER = CLUSTER.source;

/** Whether every character is drawable as it is and takes one cell. */
export const isSimple = (text: string): boolean => SIMPLE.test(text);

/** The clusters of a text that has passed sanitise.ts, in order; anything else in it is left out. */
export function clustersOf(text: string): readonly string[] {
  return isSimple(text) ? Array.from(text) : (text.match(CLUSTER) ?? []);
}

/** Cells of one drawable cluster. */
export const clusterWidth = (cluster: string): 1 | 2 => (IS_WIDE.test(cluster) ? 2 : 1);

/** Cells of a text that has passed sanitise.ts. */
export function displayWidth(text: string): number {
  if (isSimple(text)) return text.length;
  return clustersOf(text).reduce((sum, cluster) => sum + clusterWidth(cluster), 0);
}
