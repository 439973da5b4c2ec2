/** Which command has which options; what they mean is in config/options.ts. */
import { OPTION_NAMES, OPTIONS, type OptionName } from '../config/options.js';

export type CommandName = 'watch' | 'demo' | 'decode' | 'doctor';

export const COMMAND_OPTIONS: Readonly<Record<CommandName, readonly OptionName[]>> = {
  watch: OPTION_NAMES.filter((name) => OPTIONS[name].only === undefined),
  /** The demo brings its own app, project, stores and secrets. */
  demo: [
    'listen',
    'headless',
    'har',
    'redact',
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
};

/** The command that arguments begin with; watch where they name none. */
export const commandOf = ([first]: readonly string[]): CommandName =>
  first === 'demo' || first === 'decode' || first === 'doctor' ? first : 'watch';
