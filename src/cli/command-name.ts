/** The commands by name; nothing of their options, so that it is loaded at once. */

export type CommandName = 'watch' | 'demo' | 'decode' | 'doctor' | 'show' | 'check';

/** The commands that are named; watch needs no name. */
const NAMED: readonly CommandName[] = ['demo', 'decode', 'doctor', 'show', 'check'];

/** The command that arguments begin with; watch where they name none. */
export const commandOf = ([first]: readonly string[]): CommandName =>
  NAMED.find((name) => name === first) ?? 'watch';

/** Whether arguments most likely lead to a proxy; what is wrong with them is found out later. */
export function willListen(argv: readonly string[]): boolean {
  const dashes = argv.indexOf('--');
  const own = dashes < 0 ? argv : argv.slice(0, dashes);
  const isAsking = own.some((text) => ['--help', '-h', '--version'].includes(text));
  return !isAsking && own.length > 0 && ['watch', 'demo'].includes(commandOf(argv));
}
