/** `--help`, made from the option table; at most 80 columns wide. Pure. */
import { flagOf, isSwitch, OPTIONS, type OptionGroup, type OptionName } from '../config/options.js';
import type { CommandName } from './command-name.js';
import { COMMAND_OPTIONS } from './command-options.js';

const WIDTH = 80;
/** Where descriptions begin. */
const MARGIN = 30;

const USAGE = `sessionspy stands in front of a session-based web app, opens the session of each
request and names the user behind it.

Usage
  sessionspy [watch] TARGET [options]   in front of the app at TARGET
  sessionspy TARGET [options] -- COMMAND
                                        for as long as COMMAND runs, such as
                                        pytest; it has SESSIONSPY_URL
  sessionspy demo [options]             a small app with users, and the proxy
                                        in front of it: nothing else needed
  sessionspy decode [VALUE|-] [options] what a cookie or a stored session is,
                                        offline; decode --help tells more
  sessionspy show FILE.har [options]    a recording of any tool, in the same
                                        screen; one line per exchange in a pipe
  sessionspy check FILE.har... --expect RULE
                                        whether rules hold of recordings; exit
                                        code 3 when one does not
  sessionspy doctor [options]           what was found in the project, and
                                        whether sessions can be read
`;

const REST = `
Each option is also an environment variable (--max-body: SESSIONSPY_MAX_BODY)
and a key of sessionspy.config.json (maxBody); docs/options.md has the details.

Examples
  sessionspy localhost:8000             in a Django project's folder
  sessionspy localhost:8000 --store sqlite:db.sqlite3 --secret env:SECRET_KEY
  sessionspy localhost:8000 --headless --har visit.har
  sessionspy localhost:8000 --wait 30s --har out.har -- pytest -q
`;

const DECODE_USAGE = `sessionspy decode says what a cookie or a stored session is: each layer
peeled, its signature and age, the data, the user. Offline; executes nothing.

Usage
  sessionspy decode VALUE               a cookie, a Cookie: or Set-Cookie: line,
                                        the text of a row or a file
  sessionspy decode --base64 VALUE      bytes of a cache, as base64
  sessionspy decode -                   one value per line from stdin
  sessionspy decode -- VALUE            a value that begins with -
`;

const DECODE_REST = `
In the folder of a Django project its own settings are used, unless --secret is
given. docs/decode.md lists what is recognised and describes --json.

Exit codes: 0 whatever the verdict, 1 for a value that is nothing known, 2 for
misuse.

Examples
  sessionspy decode 'Cookie: sessionid=...; csrftoken=...'
  sessionspy decode .eJx... --secret env:SECRET_KEY --secret env:OLD_SECRET_KEY
  sqlite3 db.sqlite3 'select session_data from django_session' |
    sessionspy decode - --json
`;

const GROUPS: readonly OptionGroup[] = ['Proxy', 'Sessions', 'Recording', 'Testing', 'Output'];
const DECODE_GROUPS: readonly OptionGroup[] = ['Decoding', 'Sessions', 'Output'];

/** The whole text, without a line break at its end. */
export const helpText = (): string =>
  `${USAGE}${groupTexts(GROUPS, 'watch')}${general()}${REST}`.trimEnd();

/** The same for decode. */
export const decodeHelp = (): string =>
  `${DECODE_USAGE}${groupTexts(DECODE_GROUPS, 'decode')}${general()}${DECODE_REST}`.trimEnd();

function groupTexts(groups: readonly OptionGroup[], command: CommandName): string {
  const texts = groups.map((group) => {
    const names = COMMAND_OPTIONS[command].filter((name) => OPTIONS[name].group === group);
    return `\n${group}\n${names.map(optionText).join('')}`;
  });
  return texts.join('');
}

const general = (): string =>
  `${row('-h, --help', 'show this help')}${row('    --version', 'show the version')}`;

/** How a flag is written: `--har FILE`, `--no-discover`. */
export function flagUsage(name: OptionName): string {
  const { placeholder, default: value } = OPTIONS[name];
  if (isSwitch(name)) return value === true ? flagOf(name).replace('--', '--no-') : flagOf(name);
  return `${flagOf(name)} ${placeholder ?? ''}`;
}

function optionText(name: OptionName): string {
  const { short, description, repeatable } = OPTIONS[name];
  const letter = short === undefined ? '   ' : `-${short},`;
  const isOn = isSwitch(name) && OPTIONS[name].default === true;
  const text = isOn ? `do not ${description}` : description;
  const default_ = defaultOf(name);
  const notes = [
    repeatable === true ? 'repeatable' : '',
    default_ === '' ? '' : `default: ${default_}`,
  ];
  const note = notes.filter((part) => part !== '').join('; ');
  return row(`${letter} ${flagUsage(name)}`, note === '' ? text : `${text} (${note})`);
}

function defaultOf(name: OptionName): string {
  const { default: value, defaultText } = OPTIONS[name];
  if (defaultText !== undefined) return defaultText;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function row(flag: string, text: string): string {
  const [first = '', ...rest] = wrap(text, WIDTH - MARGIN);
  const head = `  ${flag}`;
  const lines =
    head.length < MARGIN - 1 ? [`${head.padEnd(MARGIN)}${first}`, ...rest] : [head, first, ...rest];
  return lines.map((line, index) => `${index === 0 ? line : ' '.repeat(MARGIN) + line}\n`).join('');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
