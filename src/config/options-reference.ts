/** docs/options.md, made from the option table; a test keeps the file equal to it. Pure. */
import { flagOf, isSwitch, OPTION_NAMES, OPTIONS, type OptionName } from './options.js';

const HEAD = `# Options

Made from \`src/config/options.ts\`; do not edit. To renew it: \`npx vitest run test/unit/config -u\`.

Each option can be a flag, an environment variable or a key of the configuration file. A flag wins
over the environment, the environment over the file, the file over what was found in the project,
and that over the default. Paths in a file are relative to the file's folder.

The file is \`sessionspy.config.json\`, or the key \`sessionspy\` of \`package.json\`, in the current folder
or above it up to the root of the repository; \`--config\` names another. It is JSON and never executed.
A file that was found, not named, may not name other machines, open the proxy to them, name a project to
run, write outside its folder, record secrets or trust any certificate.

In the environment, an option that may be repeated has one value per line.

A DURATION is \`30\` or \`30s\` (seconds), \`500ms\`, \`2m\` or \`1h\`; a SIZE is a number of bytes, or \`256k\`, \`20M\`,
\`1G\` in powers of 1024.
`;

/** The whole file as Markdown. */
export const optionsReference = (): string => `${HEAD}${OPTION_NAMES.map(section).join('')}`;

function section(name: OptionName): string {
  const spec = OPTIONS[name];
  const { description, details, short, environment, repeatable, inFile, only } = spec;
  const value = spec.placeholder === undefined ? '' : ` ${spec.placeholder}`;
  const switchedOff = isSwitch(name) && spec.default === true;
  const flag = `\`${switchedOff ? flagOf(name).replace('--', '--no-') : flagOf(name)}${value}\``;
  const text = `${description.charAt(0).toUpperCase()}${description.slice(1)}.`;
  return `
## ${name}

${text}${details === undefined ? '' : ` ${details}`}

${only === undefined ? '' : `- Command: \`${only}\` only\n`}- Flag: ${flag}${short === undefined ? '' : `, \`-${short}\``}${repeatable === true ? ' (repeatable)' : ''}
- Environment: \`${environment}\`
- File: ${inFile ? `\`"${name}"\`` : 'not there'}
- Default: ${defaultOf(name)}
`;
}

function defaultOf(name: OptionName): string {
  const { defaultText, default: value } = OPTIONS[name];
  if (defaultText !== undefined) return defaultText;
  return value === undefined ? 'none' : `\`${JSON.stringify(value).replaceAll('"', '')}\``;
}
