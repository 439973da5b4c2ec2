/** The cookies of a curl command, as browsers copy requests: `curl URL -H 'Cookie: ...'`. Pure. */

/** A word of a shell: in single quotes, in $'...' with escapes, in double quotes, or bare. */
const WORD = String.raw`(\$'(?:[^'\\]|\\[^])*'|'[^']*'|"(?:[^"\\]|\\[^])*"|\S+)`;
const OPTION = new RegExp(String.raw`(?:^|\s)(-H|--header|-b|--cookie)[ =]*${WORD}`, 'g');

/** No command is longer, and its quotes are looked at one by one. */
const MAX_COMMAND = 64 * 1024;

/** undefined where the text is no curl command, or one without cookies. */
export function cookieOfCurl(text: string): string | undefined {
  if (text.length > MAX_COMMAND) return undefined;
  if (!/^\s*(?:curl\s|-H|--header|-b\s|--cookie)/.test(text)) return undefined;
  for (const [, option, word = ''] of text.matchAll(OPTION)) {
    const value = unquoteWord(word);
    if (option === '-b' || option === '--cookie') return value;
    const [, cookies] = /^cookie:\s*(.*)$/is.exec(value) ?? [];
    if (cookies !== undefined) return cookies;
  }
  return undefined;
}

function unquoteWord(word: string): string {
  if (word.startsWith("$'")) return unescapeAnsi(word.slice(2, -1));
  if (word.startsWith("'")) return word.slice(1, -1);
  return word.startsWith('"') ? word.slice(1, -1).replace(/\\(["\\$`])/g, '$1') : word;
}

/** The escapes that browsers write in $'...'. */
const unescapeAnsi = (text: string): string =>
  text.replace(
    /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([^]))/g,
    (whole, unit?: string, byte?: string, letter = '') => {
      const code = unit ?? byte;
      if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
      return SINGLE.get(String(letter)) ?? whole;
    },
  );

const SINGLE = new Map([
  ["'", "'"],
  ['"', '"'],
  ['\\', '\\'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
