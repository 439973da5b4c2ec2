/** What `sessionspy doctor` prints. Pure; every text from the project or a store passes the sanitiser. */
import type { Resolved } from '../config/resolve.js';
import type { Discovery } from '../discovery/discover.js';
import { identityLabel } from '../model/identity.js';
import type { KeyRing } from '../model/keyring.js';
import type { Problem } from '../model/problem.js';
import type { SettingValue } from '../model/settings.js';
import type { SessionReading } from '../session/session-reader.js';
import type { Sample } from '../session/sample-reader.js';
import { sanitise } from '../tui/sanitise.js';
import type { StoreCheck } from './doctor-checks.js';

export interface DoctorFindings {
  readonly resolved: Resolved;
  readonly found: Discovery | undefined;
  readonly keys: KeyRing;
  readonly checks: readonly StoreCheck[];
  /** Of each check's store, what names it. */
  readonly origins: readonly string[];
  readonly problems: readonly Problem[];
  /** Also settings that have Django's default. */
  readonly verbose: boolean;
}

/** Lines without line ends. */
export function doctorReport(findings: DoctorFindings): readonly string[] {
  return [
    ...section('Project', [findings.found?.summary ?? 'none was looked for, or none is here']),
    ...section('Options', optionLines(findings.resolved)),
    ...section('Settings', settingLines(findings)),
    ...section('Secrets', findings.keys.map(secretLine)),
    ...findings.checks.flatMap((check, index) =>
      section(`Store ${check.label}`, storeLines(check, findings.origins[index])),
    ),
    ...section('Problems', findings.problems.flatMap(problemLines)),
    findings.problems.some(isGrave)
      ? 'Not everything can be read: see the problems above.'
      : 'Sessions can be read and users named.',
  ];
}

/** Whether it keeps sessions from being read or users from being named. */
export const isGrave = ({ severity }: Problem): boolean => severity === 'error';

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? []
    : [sanitise(title), ...lines.map((line) => `  ${sanitise(line, MAX_LINE)}`), ''];
}

const MAX_LINE = 400;

/** Of what was chosen, where; a value that may hold a secret is not repeated. */
function optionLines(resolved: Resolved): readonly string[] {
  const rows = Object.entries(resolved).flatMap(([name, { value, from, where }]) => {
    if (from === 'default') return [];
    const shown = name === 'secret' || name === 'store' ? 'given' : optionText(value);
    return [[name, shown, where] as const];
  });
  return table(rows);
}

const optionText = (value: Resolved[keyof Resolved]['value']): string => {
  if (typeof value !== 'object') return String(value);
  return 'host' in value
    ? `${value.host}:${value.port}`
    : value.map((item) => (typeof item === 'string' ? item : item.join('='))).join(', ');
};

function settingLines({ found, verbose }: DoctorFindings): readonly string[] {
  const rows = [...(found?.settings ?? [])]
    .filter(([name, { where }]) => verbose || MAIN.has(name) || !where.startsWith('default of'))
    .map(([name, { value, where }]) => [name, valueText(value), where] as const);
  return table(rows);
}

/** Shown even where the project leaves them at their defaults. */
const MAIN = new Set(['SESSION_ENGINE', 'SESSION_COOKIE_NAME', 'SESSION_SERIALIZER']);

const valueText = (value: SettingValue): string =>
  typeof value === 'object' && value !== null ? value.join(', ') : String(value);

const secretLine = (key: KeyRing[number], index: number): string =>
  `${index === 0 ? 'current' : 'rotated'}  ${key.fingerprint()}  ${key.origin}`;

function storeLines(check: StoreCheck, origin: string | undefined): readonly string[] {
  const [sessions, users] = [check.sample && sampleText(check.sample), check.users];
  return [
    ...(check.label === 'cookie' ? [COOKIE] : []),
    ...(sessions === undefined || check.label === 'cookie' ? [] : [sessions]),
    ...(users === undefined
      ? []
      : [
          users.kind === 'readable'
            ? `✓ users: table ${users.table} can be read`
            : `✗ users: ${users.problem.message}`,
        ]),
    ...(origin === undefined ? [] : [`– named by ${origin}`]),
  ];
}

const COOKIE = '✓ sessions are in the cookie itself: there is nothing to connect to';

function sampleText(sample: Sample): string {
  switch (sample.kind) {
    case 'read':
      return readingText(sample.reading);
    case 'empty':
      return '– sessions: it answers and holds none yet; log in once and try again';
    case 'cannot-list':
      return '– sessions: it answers, but cannot list its keys, so none was tried';
    case 'none':
      return '– sessions: none of this engine are kept in such a store';
    case 'failed':
      return `✗ sessions: ${sample.problem.message}`;
    default:
      return sample satisfies never;
  }
}

function readingText(reading: SessionReading): string {
  const { state, integrity, format, identity } = reading;
  const mark = state === 'live' || state === 'expired' ? '✓' : '✗';
  const facts = [format ?? 'not readable', integrity.replaceAll('-', ' '), state];
  return `${mark} sessions: the newest one is ${facts.join(', ')}; user ${identityLabel(identity)}`;
}

const problemLines = ({ severity, message, remedy }: Problem): readonly string[] => [
  `${severity === 'error' ? '✗' : '–'} ${message}`,
  ...(remedy === undefined ? [] : [`  ${remedy}`]),
];

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly [string, string, string])[]): readonly string[] {
  const width = (column: 0 | 1): number =>
    Math.min(52, Math.max(0, ...rows.map((row) => row[column].length)));
  const [first, second] = [width(0), width(1)];
  return rows.map(
    ([name, value, where]) => `${name.padEnd(first)}  ${value.padEnd(second)}  ${where}`,
  );
}
