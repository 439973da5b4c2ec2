/**
 * The command line as texts per option; the only import of yargs. yargs is told the option table,
 * without defaults and without types beyond "takes a value": what the values mean, config/ says.
 */
import { readFileSync } from 'node:fs';
import type { Argv } from 'yargs';
import { nearest } from '../config/nearest.js';
import { flagOf, isSwitch, OPTION_NAMES, OPTIONS, type OptionName } from '../config/options.js';
import type { RawLayer, RawValue } from '../config/resolve.js';
import { SpyError } from '../errors.js';
import type { ChildCommand } from './child-command.js';
import { commandOf, type CommandName } from './command-name.js';
import { COMMAND_OPTIONS } from './command-options.js';
import { decodeHelp, flagUsage, helpText } from './help.js';

export type ParsedCommand =
  /** Help or the version: to be printed. */
  | { readonly command: 'text'; readonly text: string }
  | { readonly command: 'demo' | 'doctor'; readonly flags: RawLayer }
  | {
      readonly command: 'watch';
      readonly flags: RawLayer;
      /** What stands behind `--`: a program with its arguments, to be run behind the proxy. */
      readonly child?: ChildCommand;
    }
  | {
      readonly command: 'decode';
      readonly flags: RawLayer;
      /** Absent or `-`: on stdin. */
      readonly value?: string;
    }
  | { readonly command: 'show'; readonly flags: RawLayer; readonly file: string }
  | { readonly command: 'check'; readonly flags: RawLayer; readonly files: readonly string[] };

/** Arguments without the program's name. Throws SpyError SPY_USAGE. */
export async function parseArguments(argv: readonly string[]): Promise<ParsedCommand> {
  const [args, literal] = splitAtDashes(argv);
  const command = commandOf(args);
  if (args.some((text) => text === '--help' || text === '-h')) {
    return { command: 'text', text: command === 'decode' ? decodeHelp() : helpText() };
  }
  if (args.includes('--version')) return { command: 'text', text: version() };
  checkForms(args);
  if (literal !== undefined && !TAKES_LITERALS.has(command)) {
    throw usage(`Nothing can follow -- in sessionspy ${command}: leave it out.`);
  }
  const child = command === 'watch' ? childCommand(literal) : undefined;
  const parser = (await bare(args))
    .command(['watch [address]', '$0'], false, watchOptions)
    .command('demo', false, (demo) => declare(demo, COMMAND_OPTIONS.demo))
    .command('doctor', false, (doctor) => declare(doctor, COMMAND_OPTIONS.doctor))
    .command('decode [value]', false, decodeOptions)
    .command('show [file]', false, showOptions)
    .command('check [files..]', false, checkOptions)
    // yargs' types promise both; it gives a message, an error of its own, or ours.
    .fail((message: string | null, error: Error | undefined) => {
      throw error instanceof SpyError ? error : usageError(message ?? error?.message ?? '', args);
    });
  const found = await parser.parseAsync();
  if (command === 'show') return { command, flags: layerFrom(found), file: fileOf(found, literal) };
  if (command === 'check') {
    return { command, flags: layerFrom(found), files: filesOf(found, literal) };
  }
  if (command === 'watch') {
    return { command, flags: layerFrom(found), ...(child === undefined ? {} : { child }) };
  }
  if (command !== 'decode') return { command, flags: layerFrom(found) };
  const given = isStdin(args) ? '-' : found['value'];
  const value = oneValue(given, literal);
  return { command, flags: layerFrom(found), ...(value === undefined ? {} : { value }) };
}

/** Commands whose values and files may stand behind `--`. */
const TAKES_LITERALS: ReadonlySet<CommandName> = new Set(['watch', 'decode', 'show', 'check']);

/** What stands behind `--` is no flag, however it begins. */
function splitAtDashes(
  argv: readonly string[],
): readonly [args: readonly string[], literal: readonly string[] | undefined] {
  const dashes = argv.indexOf('--');
  return dashes < 0 ? [argv, undefined] : [argv.slice(0, dashes), argv.slice(dashes + 1)];
}

function childCommand(literal: readonly string[] | undefined): ChildCommand | undefined {
  if (literal === undefined) return undefined;
  const [program, ...args] = literal;
  if (program === undefined || program === '') {
    throw usage('A command belongs behind --: write -- pytest, say, or leave the -- out.');
  }
  return { program, args };
}

/** Whether a `-` stands for stdin; yargs makes nothing of it, as it does of an empty argument. */
const isStdin = (args: readonly string[]): boolean =>
  args.some((text, at) => text === '-' && !takesValue(args[at - 1] ?? ''));

const takesValue = (flag: string): boolean =>
  OPTION_NAMES.some((name) => flagOf(name) === flag && !isSwitch(name));

function oneValue(value: unknown, literal: readonly string[] = []): string | undefined {
  const values = [...listOf(value), ...literal];
  if (values.length <= 1) return values[0];
  throw usage('decode takes one value: put several on stdin, one per line, and write -.');
}

function fileOf(
  { file }: Readonly<Record<string, unknown>>,
  literal: readonly string[] = [],
): string {
  const [path, ...more] = [...listOf(file), ...literal];
  if (path === undefined || path === '') {
    throw usage('Name the recording to show: sessionspy show out.har.');
  }
  if (more.length > 0) throw usage('show takes one file: leave the others out.');
  return path;
}

function filesOf(
  { files }: Readonly<Record<string, unknown>>,
  literal: readonly string[] = [],
): readonly string[] {
  const paths = [...listOf(files), ...literal].filter((path) => path !== '');
  if (paths.length > 0) return paths;
  throw usage('Name the recording to check: sessionspy check out.har --expect RULE.');
}

const usage = (message: string): SpyError =>
  new SpyError('SPY_USAGE', `${message} (sessionspy --help lists the options.)`);

/** yargs with its own habits off: it neither prints nor exits nor guesses. Loaded where there is work for it. */
const bare = async (argv: readonly string[]): Promise<Argv> =>
  (await import('yargs'))
    .default([...argv])
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
  declare(args, COMMAND_OPTIONS.watch).positional('address', { type: 'string' });

const decodeOptions = (args: Argv): Argv =>
  declare(args, COMMAND_OPTIONS.decode).positional('value', { type: 'string' });

const showOptions = (args: Argv): Argv =>
  declare(args, COMMAND_OPTIONS.show).positional('file', { type: 'string' });

const checkOptions = (args: Argv): Argv =>
  declare(args, COMMAND_OPTIONS.check).positional('files', { type: 'string', array: true });

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
  const command = mistypedCommand(address);
  if (command !== undefined) throw noSuchCommand(command);
  return { texts: [address], where: 'The target' };
}

/** What a word that is no command is likely to mean. */
function mistypedCommand(word: string): string | undefined {
  if (!/^[a-z]+$/i.test(word)) return undefined;
  return nearest(word, ['watch', 'demo', 'decode', 'doctor', 'show', 'check']);
}

const noSuchCommand = (meant: string): SpyError =>
  usage(`There is no command of that name: did you mean ${meant}?`);

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
  const command = commandOf(argv);
  if (argv.includes(name)) {
    const meant = command === 'watch' ? mistypedCommand(argv[0] ?? '') : undefined;
    if (meant !== undefined && argv[0] !== meant) return noSuchCommand(meant);
    const toRun = command === 'watch' ? ', or write -- in front of a command to run' : '';
    return usage(`There is one argument too many: leave ${quote(name)} out${toRun}.`);
  }
  const flag = name.length > 1 ? `--${name}` : `-${name}`;
  const option = OPTION_NAMES.find((each) => flagOf(each) === flag);
  if (option !== undefined) return usage(misplaced(option, command));
  const own = [...COMMAND_OPTIONS[command].map(flagOf), '--help', '--version'];
  const meant = name.length > 1 ? nearest(flag, own) : undefined;
  if (meant !== undefined) return usage(`There is no flag ${quote(flag)}: did you mean ${meant}?`);
  const literal = command === 'decode' ? ' A value that begins with - goes behind --.' : '';
  return usage(`There is no flag ${quote(flag)}.${literal}`);
}

/** An option of another command. */
function misplaced(option: OptionName, command: CommandName): string {
  const flag = flagOf(option);
  if (command === 'demo') return `The demo brings its own app: leave ${flag} out.`;
  const owners = (['watch', 'check', 'decode'] as const).filter((each) =>
    COMMAND_OPTIONS[each].includes(option),
  );
  return `${flag} belongs to sessionspy ${owners.join(' and ')}, not to ${command}: leave it out.`;
}

const quote = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 40);

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const content: unknown = JSON.parse(text);
  const isOurs = typeof content === 'object' && content !== null && 'version' in content;
  return `sessionspy ${isOurs ? String(content.version) : ''}`.trim();
}
