/** Rules as a file has them: one on each line; blank lines and those that begin with # say nothing. */

export interface RuleLine {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

export function ruleLines(content: string): readonly RuleLine[] {
  return content
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .map((text, index) => ({ text: text.trim(), line: index + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
}
