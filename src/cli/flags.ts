/**
 * The command line as texts per option; the only import of yargs. yargs is told the option table,
 * without defaults and without types beyond "takes a value": what the values mean, config/ says.
 */
import { readFileSync } from 'node:fs';
import yargs, { type Argv } from 'yargs';
import { nearest } from '../config/nearest.js';
import { flagOf, isSwitch, OPTION_NAMES, OPTIONS, type OptionName } from '../config/options.js';
import type { RawLayer, RawValue } from '../config/resolve.js';
import { SpyError } from '../errors.js';
import { flagUsage, helpText } from './help.js';

export type ParsedCommand =
  /** Help or the version: to be printed. */
  | { readonly command: 'text'; readonly text: string }
  | { readonly command: 'watch' | 'demo' | 'doctor'; readonly flags: RawLayer };

/** The demo brings its own app, project, stores and secrets. */
const DEMO_OPTIONS: readonly OptionName[] = [
  'listen',
  'headless',
  'har',
  'redact',
  'maxBody',
  'maxExchanges',
  'color',
  'quiet',
  'verbose',
];

/** What decides how sessions are read, and nothing about traffic. */
const DOCTOR_OPTIONS: readonly OptionName[] = [
  'framework',
  'project',
  'discover',
  'secret',
  'store',
  'cookieName',
  'setting',
  'config',
  'quiet',
  'verbose',
];

/** Arguments without the program's name. Throws SpyError SPY_USAGE. */
export async function parseArguments(argv: readonly string[]): Promise<ParsedCommand> {
  if (argv.some((text) => text === '--help' || text === '-h')) {
    return { command: 'text', text: helpText() };
  }
  if (argv.includes('--version')) return { command: 'text', text: version() };
  checkForms(argv);
  const parser = bare(argv)
    .command(['watch [address]', '$0'], false, watchOptions)
    .command('demo', false, (args) => declare(args, DEMO_OPTIONS))
    .command('doctor', false, (args) => declare(args, DOCTOR_OPTIONS))
    // yargs' types promise both; it gives a message, an error of its own, or ours.
    .fail((message: string | null, error: Error | undefined) => {
      throw error instanceof SpyError ? error : usageError(message ?? error?.message ?? '', argv);
    });
  const found = await parser.parseAsync();
  const command = (['demo', 'doctor'] as const).find((name) => name === found._[0]);
  return { command: command ?? 'watch', flags: layerFrom(found) };
}

const usage = (message: string): SpyError =>
  new SpyError('SPY_USAGE', `${message} (sessionspy --help lists the options.)`);

/** yargs with its own habits off: it neither prints nor exits nor guesses. */
const bare = (argv: readonly string[]): Argv =>
  yargs([...argv])
    .scriptName('sessionspy')
    .detectLocale(false)
    .exitProcess(false)
    .showHelpOnFail(false)
    .help(false)
    .version(false)
    .strict()
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'strip-aliased': true,
    });

const watchOptions = (args: Argv): Argv =>
  declare(args, OPTION_NAMES).positional('address', { type: 'string' });

function declare(args: Argv, names: readonly OptionName[]): Argv {
  for (const name of names) {
    const { short } = OPTIONS[name];
    args.option(flagOf(name).slice(2), {
      ...(short === undefined ? {} : { alias: short }),
      ...(isSwitch(name) ? { type: 'boolean' } : { type: 'string', requiresArg: true }),
    });
  }
  return args;
}

/** What yargs would take in silence: `--headless=yes` for no, `--no-har` for a file called false. */
function checkForms(argv: readonly string[]): void {
  if (argv.includes('--')) throw usage('Nothing can follow --: leave it out.');
  for (const name of OPTION_NAMES) {
    const flag = flagOf(name);
    const negated = flag.replace('--', '--no-');
    if (!isSwitch(name) && argv.includes(negated)) {
      throw usage(`There is no flag ${negated}: leave it out.`);
    }
    if (isSwitch(name) && argv.some((text) => text.startsWith(`${flag}=`))) {
      throw usage(`${flag} takes no value: write ${flag} or ${negated}.`);
    }
  }
}

function layerFrom(found: Readonly<Record<string, unknown>>): RawLayer {
  const layer = new Map<OptionName, RawValue>();
  for (const name of OPTION_NAMES) {
    const flag = flagOf(name);
    const given = listOf(found[flag.slice(2)]);
    const texts = isSwitch(name) ? given.slice(-1) : given;
    if (texts.length > 0) layer.set(name, { texts, where: flag });
  }
  const target = targetFrom(found['address'], layer.get('target'));
  if (target !== undefined) layer.set('target', target);
  return layer;
}

const listOf = (value: unknown): string[] =>
  value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);

/** `sessionspy localhost:8000` is `sessionspy --target localhost:8000`. */
function targetFrom(address: unknown, flag: RawValue | undefined): RawValue | undefined {
  if (typeof address !== 'string') return flag;
  if (flag !== undefined) throw usage('The target is given twice: as --target and by itself.');
  const command = nearest(address, ['watch', 'demo', 'doctor']);
  if (command !== undefined && /^[a-z]+$/i.test(address)) {
    throw usage(`There is no command of that name: did you mean ${command}?`);
  }
  return { texts: [address], where: 'The target' };
}

/** yargs' message as one of ours. */
function usageError(message: string, argv: readonly string[]): SpyError {
  const unknown = /^Unknown (?:argument|command)s?: (.*)$/s.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined) return unknownArgument(unknown, argv);
  const following = /following: (\S+)$/.exec(message)?.[1];
  const lacking = OPTION_NAMES.find(
    (name) =>
      flagOf(name) === `--${following ?? ''}` ||
      (following !== undefined && OPTIONS[name].short === following),
  );
  if (lacking !== undefined) {
    return usage(`${flagOf(lacking)} needs a value: write ${flagUsage(lacking)}.`);
  }
  return usage(`${message}.`);
}

function unknownArgument(name: string, argv: readonly string[]): SpyError {
  if (argv.includes(name)) {
    return usage(`There is one argument too many: leave ${quote(name)} out.`);
  }
  const flag = name.length > 1 ? `--${name}` : `-${name}`;
  const options = OPTION_NAMES.map(flagOf);
  if (options.includes(flag)) return usage(`The demo brings its own app: leave ${flag} out.`);
  const meant = name.length > 1 ? nearest(flag, [...options, '--help', '--version']) : undefined;
  return usage(
    `There is no flag ${quote(flag)}${meant === undefined ? '.' : `: did you mean ${meant}?`}`,
  );
}

const quote = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 40);

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const content: unknown = JSON.parse(text);
  const isOurs = typeof content === 'object' && content !== null && 'version' in content;
  return `sessionspy ${isOurs ? String(content.version) : ''}`.trim();
}
