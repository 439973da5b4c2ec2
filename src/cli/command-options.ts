/** Which command has which options; what they mean is in config/options.ts. */
import { OPTION_NAMES, OPTIONS, type OptionName } from '../config/options.js';

export type CommandName = 'watch' | 'demo' | 'decode' | 'doctor' | 'show' | 'check';

export const COMMAND_OPTIONS: Readonly<Record<CommandName, readonly OptionName[]>> = {
  watch: OPTION_NAMES.filter((name) => OPTIONS[name].only === undefined),
  /** The demo brings its own app, project, stores and secrets. */
  demo: [
    'listen',
    'headless',
    'har',
    'ndjson',
    'rotateSize',
    'rotateEvery',
    'filter',
    'redact',
    'redactPattern',
    'redactName',
    'redactKey',
    'maxBody',
    'maxExchanges',
    'maxMemory',
    'color',
    'mouse',
    'quiet',
    'verbose',
  ],
  decode: [
    ...OPTION_NAMES.filter((name) => OPTIONS[name].only === 'decode'),
    'secret',
    'framework',
    'project',
    'discover',
    'cookieName',
    'setting',
    'config',
    'color',
    'quiet',
  ],
  /** What decides how sessions are read, and nothing about traffic. */
  doctor: [
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
  ],
  /** How sessions in the recordings of other tools are read, and what is shown. */
  show: [
    'headless',
    'framework',
    'project',
    'secret',
    'store',
    'cookieName',
    'setting',
    'filter',
    'redact',
    'redactPattern',
    'redactName',
    'redactKey',
    'maxBody',
    'maxExchanges',
    'maxMemory',
    'config',
    'color',
    'mouse',
    'quiet',
  ],
  /** How sessions in the recordings of other tools are read, and what must hold. */
  check: [
    'framework',
    'project',
    'secret',
    'store',
    'cookieName',
    'setting',
    'redact',
    'redactPattern',
    'redactName',
    'redactKey',
    'maxBody',
    'expect',
    'report',
    'config',
    'quiet',
  ],
};

/** The commands that are named; watch needs no name. */
const NAMED: readonly CommandName[] = ['demo', 'decode', 'doctor', 'show', 'check'];

/** The command that arguments begin with; watch where they name none. */
export const commandOf = ([first]: readonly string[]): CommandName =>
  NAMED.find((name) => name === first) ?? 'watch';
