/**
 * The one table of options. Flags, environment variables, configuration files, `--help` and
 * docs/options.md are all made from it; a key of Config without an entry does not compile.
 */
import { parseListenAddress, type ListenAddress } from './listen-address.js';
import {
  parseChoice,
  parseCount,
  parseDuration,
  parseEpochSeconds,
  parsePositiveSize,
  parseSeconds,
  parseSize,
  parseSwitch,
  parseText,
} from './option-values.js';
import { parsed, type Parsed } from './parsed.js';
import { parseSetting, type NamedSetting } from './setting-value.js';

export interface Config {
  /** As written; proxy/target reads it. */
  readonly target: string | undefined;
  /** undefined: 127.0.0.1:9000, or the next free port. */
  readonly listen: ListenAddress | undefined;
  readonly headless: boolean;
  /** Path of the HAR file; `-`: stdout. */
  readonly har: string | undefined;
  /** Path of the file of events; `-`: stdout. */
  readonly ndjson: string | undefined;
  /** Bytes after which a recording goes on in the next file. */
  readonly rotateSize: number;
  /** Milliseconds after which it does; undefined: never. */
  readonly rotateEvery: number | undefined;
  /** Of the exchanges to be recorded and listed; undefined: all. */
  readonly filter: string | undefined;
  /** `auto`, or an adapter's name. */
  readonly framework: string;
  readonly project: string;
  readonly discover: boolean;
  /** Sources, not secrets: `env:NAME`, `@FILE` or a literal; config/secrets reads them. */
  readonly secret: readonly string[];
  /** Store URLs, in the order they are asked. */
  readonly store: readonly string[];
  /** undefined: as the project or the framework has it. */
  readonly cookieName: string | undefined;
  /** The framework's settings that are not as the project has them, or of no project. */
  readonly setting: readonly NamedSetting[];
  readonly redact: 'safe' | 'strict' | 'off';
  /** Regular expressions (RE2) of what is secret besides. */
  readonly redactPattern: readonly string[];
  /** Names of cookies, fields, parameters and keys whose values are secret besides. */
  readonly redactName: readonly string[];
  /** A source as those of `secret`: equal secrets have equal pseudonyms in all runs with this key. */
  readonly redactKey: string | undefined;
  /** Bytes. */
  readonly maxBody: number;
  readonly maxExchanges: number;
  /** Bytes. */
  readonly maxMemory: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** Milliseconds to wait for the app to accept connections; undefined: not waited for. */
  readonly wait: number | undefined;
  readonly snapshot: 'beside' | 'exact';
  /** Rules, or `@FILE` with one on each line. */
  readonly expect: readonly string[];
  /** `junit:FILE`, `github`. */
  readonly report: readonly string[];
  readonly insecure: boolean;
  readonly hostHeader: 'preserve' | 'target';
  /** Path of the configuration file; undefined: the one found. */
  readonly config: string | undefined;
  readonly color: 'auto' | 'always' | 'never';
  /** Clicks and the wheel on the screen. */
  readonly mouse: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** As the signer was given it. */
  readonly salt: string | undefined;
  /** Seconds; undefined: as the project or the framework has it. */
  readonly maxAge: number | undefined;
  /** Unix seconds, with fractions; undefined: now. */
  readonly at: number | undefined;
  readonly base64: boolean;
  readonly json: boolean;
}

export type OptionName = keyof Config;

/** What part of an option's text is a path: it is relative to the folder of the file that says it. */
export type PathPart = 'whole' | 'output' | 'store-url' | 'secret-file' | 'rule-file' | 'report';

/** Under which heading help shows it. */
export type OptionGroup = 'Proxy' | 'Sessions' | 'Recording' | 'Testing' | 'Output' | 'Decoding';

export interface OptionSpec<Value> {
  readonly group: OptionGroup;
  /** The one command that has it; absent: watch, and those that say so in cli/commands.ts. */
  readonly only?: 'decode';
  /** Begins lower-case, ends without a full stop, fits in a line of help. */
  readonly description: string;
  /** Further sentences for the reference. */
  readonly details?: string;
  /** Stands for the value in help; absent for switches, which take none. */
  readonly placeholder?: string;
  /** The one-letter flag. */
  readonly short?: string;
  /** May be given several times: later texts are added to the list. */
  readonly repeatable?: true;
  readonly default: Value;
  /** The default in words, where the value does not say it. */
  readonly defaultText?: string;
  /** In SESSIONSPY_ form. */
  readonly environment: string;
  /** Whether a configuration file may set it. */
  readonly inFile: boolean;
  readonly path?: PathPart;
  /** Reads one text; for a repeatable option, as a list of one. */
  readonly parse: (text: string) => Parsed<Value>;
}

const listOf = (text: string): Parsed<readonly string[]> => {
  const item = parseText(text);
  return item.ok ? parsed([item.value]) : item;
};

export const OPTIONS: { readonly [Name in OptionName]-?: OptionSpec<Config[Name]> } = {
  target: {
    group: 'Proxy',
    description: 'the app to stand in front of',
    details: 'Forms: `localhost:8000`, `http(s)://host[:port]`, `unix:/run/app.sock`.',
    placeholder: 'URL',
    short: 't',
    default: undefined,
    environment: 'SESSIONSPY_TARGET',
    inFile: true,
    parse: parseText,
  },
  listen: {
    group: 'Proxy',
    description: 'where clients connect',
    details:
      'When given and taken, sessionspy ends with exit code 4. Port 0 takes any free one, as a command behind `--` does by default.',
    placeholder: '[HOST:]PORT',
    short: 'l',
    default: undefined,
    defaultText: '127.0.0.1:9000, or the next free port',
    environment: 'SESSIONSPY_LISTEN',
    inFile: true,
    parse: parseListenAddress,
  },
  headless: {
    group: 'Output',
    description: 'no screen; one line per exchange on stderr',
    details:
      'Also without this flag when the output is no terminal, and with a command behind `--`, where the lines come with `--verbose` only.',
    default: false,
    environment: 'SESSIONSPY_HEADLESS',
    inFile: true,
    parse: parseSwitch,
  },
  har: {
    group: 'Recording',
    description: 'record to a HAR 1.2 file, valid at every moment; - is stdout',
    placeholder: 'FILE',
    default: undefined,
    environment: 'SESSIONSPY_HAR',
    inFile: true,
    path: 'output',
    parse: parseText,
  },
  ndjson: {
    group: 'Recording',
    description: 'write one line of JSON per event; - is stdout',
    details: '[Events](ndjson.md) describes the lines.',
    placeholder: 'FILE',
    default: undefined,
    environment: 'SESSIONSPY_NDJSON',
    inFile: true,
    path: 'output',
    parse: parseText,
  },
  rotateSize: {
    group: 'Recording',
    description: 'go on in the next file at this size',
    placeholder: 'SIZE',
    default: 256 * 1024 * 1024,
    defaultText: '256M',
    environment: 'SESSIONSPY_ROTATE_SIZE',
    inFile: true,
    parse: parsePositiveSize,
  },
  rotateEvery: {
    group: 'Recording',
    description: 'go on in the next file after this time',
    placeholder: 'DURATION',
    default: undefined,
    defaultText: 'never',
    environment: 'SESSIONSPY_ROTATE_EVERY',
    inFile: true,
    parse: parseDuration,
  },
  filter: {
    group: 'Recording',
    description: 'record and list only exchanges that match',
    details:
      'In the [language of the screen](filter.md): `user:ada path:/shop`. The screen begins with it; expectations see every exchange.',
    placeholder: 'EXPR',
    default: undefined,
    defaultText: 'all',
    environment: 'SESSIONSPY_FILTER',
    inFile: true,
    parse: parseText,
  },
  framework: {
    group: 'Sessions',
    description: 'whose sessions these are',
    details: '`auto` recognises them by their cookies.',
    placeholder: 'NAME',
    default: 'auto',
    environment: 'SESSIONSPY_FRAMEWORK',
    inFile: true,
    parse: parseText,
  },
  project: {
    group: 'Sessions',
    description: 'folder of the project to take settings from',
    placeholder: 'DIR',
    default: '.',
    defaultText: 'the current folder',
    environment: 'SESSIONSPY_PROJECT',
    inFile: true,
    path: 'whole',
    parse: parseText,
  },
  discover: {
    group: 'Sessions',
    description: 'find the settings in the project folder',
    details:
      "In a folder with `manage.py` this runs the project's own Python once, for ten seconds at most.",
    default: true,
    environment: 'SESSIONSPY_DISCOVER',
    inFile: true,
    parse: parseSwitch,
  },
  secret: {
    group: 'Sessions',
    description: 'key that signs sessions: env:NAME, @FILE or literal',
    details:
      'Repeat it for rotated keys, the current one first. A literal shows in process lists, so it brings a warning.',
    placeholder: 'SOURCE',
    repeatable: true,
    default: [],
    defaultText: "the project's",
    environment: 'SESSIONSPY_SECRET',
    inFile: true,
    path: 'secret-file',
    parse: listOf,
  },
  store: {
    group: 'Sessions',
    description: 'where sessions and users are: sqlite:FILE, postgres://…',
    details:
      'Repeat it for several, in the order in which they are asked. [Stores](stores.md) has the forms for SQLite, PostgreSQL, MySQL, Redis, memcached, files and cookies, and how passwords are given. Always opened read-only.',
    placeholder: 'URL',
    repeatable: true,
    default: [],
    defaultText: "the project's",
    environment: 'SESSIONSPY_STORE',
    inFile: true,
    path: 'store-url',
    parse: listOf,
  },
  cookieName: {
    group: 'Sessions',
    description: 'name of the session cookie',
    placeholder: 'NAME',
    default: undefined,
    defaultText: "the project's, else the framework's",
    environment: 'SESSIONSPY_COOKIE_NAME',
    inFile: true,
    parse: parseText,
  },
  setting: {
    group: 'Sessions',
    description: "one of the framework's settings, as NAME=VALUE",
    details:
      'For a project whose settings cannot be found: `SESSION_ENGINE`, `cache_key_format`, `user_table` and the others of [stores](stores.md).',
    placeholder: 'NAME=VALUE',
    repeatable: true,
    default: [],
    defaultText: "the project's",
    environment: 'SESSIONSPY_SETTING',
    inFile: true,
    parse: parseSetting,
  },
  redact: {
    group: 'Recording',
    description: 'what recordings leave out: safe, strict or off',
    details:
      '`safe` replaces secrets by pseudonyms; `strict` also every cookie, query and session value, and keeps no body; `off` keeps all.',
    placeholder: 'MODE',
    default: 'safe',
    environment: 'SESSIONSPY_REDACT',
    inFile: true,
    parse: parseChoice(['safe', 'strict', 'off']),
  },
  redactPattern: {
    group: 'Recording',
    description: 'what is secret besides, as a regular expression (RE2)',
    details: 'Of an expression with a group, the first group is what is replaced: `card=(\\d+)`.',
    placeholder: 'REGEX',
    repeatable: true,
    default: [],
    defaultText: 'none',
    environment: 'SESSIONSPY_REDACT_PATTERN',
    inFile: true,
    parse: listOf,
  },
  redactName: {
    group: 'Recording',
    description: 'name of a cookie, field or key whose value is secret',
    details: 'Also of a parameter, an input or a key of the session. Case does not matter.',
    placeholder: 'NAME',
    repeatable: true,
    default: [],
    defaultText: 'none besides those known',
    environment: 'SESSIONSPY_REDACT_NAME',
    inFile: true,
    parse: listOf,
  },
  redactKey: {
    group: 'Recording',
    description: 'key of the pseudonyms: env:NAME, @FILE or literal',
    details: 'With the same key, equal secrets have equal pseudonyms in every run.',
    placeholder: 'SOURCE',
    default: undefined,
    defaultText: 'random for each run',
    environment: 'SESSIONSPY_REDACT_KEY',
    inFile: true,
    path: 'secret-file',
    parse: parseText,
  },
  maxBody: {
    group: 'Recording',
    description: 'how much of each body is kept',
    placeholder: 'SIZE',
    default: 256 * 1024,
    defaultText: '256k',
    environment: 'SESSIONSPY_MAX_BODY',
    inFile: true,
    parse: parseSize,
  },
  maxExchanges: {
    group: 'Recording',
    description: 'how many exchanges are held; the oldest go first',
    placeholder: 'COUNT',
    default: 100_000,
    environment: 'SESSIONSPY_MAX_EXCHANGES',
    inFile: true,
    parse: parseCount,
  },
  maxMemory: {
    group: 'Recording',
    description: 'how much memory the exchanges held may take',
    details:
      'What is too much goes from the oldest on: bodies first, then whole exchanges; a recording on disk keeps all. An exchange with twenty fields takes some 600 bytes without its bodies. The process itself has up to 180 MB besides.',
    placeholder: 'SIZE',
    default: 56 * 1024 * 1024,
    defaultText: '56M',
    environment: 'SESSIONSPY_MAX_MEMORY',
    inFile: true,
    parse: parseSize,
  },
  timeout: {
    group: 'Proxy',
    description: "how long the app may take until its answer's first byte",
    placeholder: 'DURATION',
    default: 120_000,
    defaultText: '120s',
    environment: 'SESSIONSPY_TIMEOUT',
    inFile: true,
    parse: parseDuration,
  },
  wait: {
    group: 'Testing',
    description: 'first wait this long for the app to accept connections',
    details:
      'When it does not in that time, sessionspy ends with exit code 5. [In a test run](run.md) has the rest.',
    placeholder: 'DURATION',
    default: undefined,
    defaultText: 'not waited for',
    environment: 'SESSIONSPY_WAIT',
    inFile: true,
    parse: parseDuration,
  },
  snapshot: {
    group: 'Testing',
    description: 'when sessions are read: beside the traffic, or exact',
    details:
      '`exact` holds the end of each answer until its session has been read, so that a client which waits for one answer before it asks again gets the state after every exchange. It costs each answer a look-up.',
    placeholder: 'MODE',
    default: 'beside',
    environment: 'SESSIONSPY_SNAPSHOT',
    inFile: true,
    parse: parseChoice(['beside', 'exact']),
  },
  expect: {
    group: 'Testing',
    description: 'a rule that must hold, or @FILE with one per line',
    details:
      '[Expectations](expect.md) has the rules. When one does not hold, the exit code is 3 where it would be 0.',
    placeholder: 'RULE',
    repeatable: true,
    default: [],
    defaultText: 'none',
    environment: 'SESSIONSPY_EXPECT',
    inFile: true,
    path: 'rule-file',
    parse: listOf,
  },
  report: {
    group: 'Testing',
    description: 'also report expectations as junit:FILE or github',
    details: '`github` writes annotations to stdout, as a workflow step does.',
    placeholder: 'FORM',
    repeatable: true,
    default: [],
    defaultText: 'none',
    environment: 'SESSIONSPY_REPORT',
    inFile: true,
    path: 'report',
    parse: listOf,
  },
  insecure: {
    group: 'Proxy',
    description: 'accept any certificate of an https target',
    default: false,
    environment: 'SESSIONSPY_INSECURE',
    inFile: true,
    parse: parseSwitch,
  },
  hostHeader: {
    group: 'Proxy',
    description: "Host as the client sent it, or the target's: preserve, target",
    placeholder: 'MODE',
    default: 'preserve',
    environment: 'SESSIONSPY_HOST_HEADER',
    inFile: true,
    parse: parseChoice(['preserve', 'target']),
  },
  config: {
    group: 'Output',
    description: 'configuration file',
    details:
      'Else `sessionspy.config.json`, or `sessionspy` in `package.json`, from the current folder up to the root of the repository.',
    placeholder: 'FILE',
    default: undefined,
    defaultText: 'the one found',
    environment: 'SESSIONSPY_CONFIG',
    inFile: false,
    path: 'whole',
    parse: parseText,
  },
  color: {
    group: 'Output',
    description: 'colours in the output: auto, always or never',
    placeholder: 'WHEN',
    default: 'auto',
    environment: 'SESSIONSPY_COLOR',
    inFile: true,
    parse: parseChoice(['auto', 'always', 'never']),
  },
  mouse: {
    group: 'Output',
    description: 'the screen takes clicks and the wheel',
    details: 'Off by default, so that the terminal selects text as usual.',
    default: false,
    environment: 'SESSIONSPY_MOUSE',
    inFile: true,
    parse: parseSwitch,
  },
  quiet: {
    group: 'Output',
    description: 'say only what went wrong',
    short: 'q',
    default: false,
    environment: 'SESSIONSPY_QUIET',
    inFile: true,
    parse: parseSwitch,
  },
  verbose: {
    group: 'Output',
    description: 'say more: where each setting comes from, what was tried',
    short: 'v',
    default: false,
    environment: 'SESSIONSPY_VERBOSE',
    inFile: true,
    parse: parseSwitch,
  },
  salt: {
    group: 'Decoding',
    only: 'decode',
    description: 'salt to try first, as signing.dumps(salt=...) was given it',
    details: "That of Django's own session stores and cookies is known without it.",
    placeholder: 'SALT',
    default: undefined,
    environment: 'SESSIONSPY_SALT',
    inFile: true,
    parse: parseText,
  },
  maxAge: {
    group: 'Decoding',
    only: 'decode',
    description: 'how old a signature may be',
    placeholder: 'SECONDS',
    default: undefined,
    defaultText: "the project's, else the framework's",
    environment: 'SESSIONSPY_MAX_AGE',
    inFile: true,
    parse: parseSeconds,
  },
  at: {
    group: 'Decoding',
    only: 'decode',
    description: 'the moment by which ages are judged',
    placeholder: 'UNIX_SECONDS',
    default: undefined,
    defaultText: 'now',
    environment: 'SESSIONSPY_AT',
    inFile: false,
    parse: parseEpochSeconds,
  },
  base64: {
    group: 'Decoding',
    only: 'decode',
    description: 'the value is base64 of bytes, such as those of a cache',
    default: false,
    environment: 'SESSIONSPY_BASE64',
    inFile: false,
    parse: parseSwitch,
  },
  json: {
    group: 'Decoding',
    only: 'decode',
    description: 'print one JSON object per value; docs/decode.md describes it',
    default: false,
    environment: 'SESSIONSPY_JSON',
    inFile: false,
    parse: parseSwitch,
  },
};

// Object.keys of a record with exactly these keys.
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

/** `maxBody` as a flag: `--max-body`. */
export const flagOf = (name: OptionName): string =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Switches are set by naming them and take no text. */
export const isSwitch = (name: OptionName): boolean => OPTIONS[name].placeholder === undefined;
