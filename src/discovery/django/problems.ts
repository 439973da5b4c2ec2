/** What the user is told of a project that could not be asked, or not for all. Pure; no secret in it. */
import { basename, relative } from 'node:path';
import { problem, type Problem } from '../../model/problem.js';
import type { Asked } from './asking.js';
import type { PythonError } from './report/report.js';

const uncertain = (message: string, remedy: string): Problem =>
  problem('warning', 'settings-uncertain', message, remedy);

const OTHERWISE = 'or give --secret and --store';

/** Why the files were read instead. */
export function notRun(asked: Exclude<Asked, { kind: 'facts' }>): Problem {
  switch (asked.kind) {
    case 'no-python':
      return uncertain(
        'No Python was found to ask the project for its settings, so its files were read.',
        `Start sessionspy in the project's virtualenv, ${OTHERWISE}.`,
      );
    case 'no-django':
      return uncertain(
        'No Python here has Django, so the settings were read from the files.',
        `Start sessionspy in the project's virtualenv, ${OTHERWISE}.`,
      );
    case 'timed-out':
      return uncertain(
        'The project took too long to load its settings, so its files were read.',
        'Use --no-discover and give --secret and --store.',
      );
    case 'odd':
      return uncertain(
        'Python ended without an answer about the settings, so the files were read.',
        `Check that \`python manage.py check\` works, ${OTHERWISE}.`,
      );
    case 'error':
      return uncertain(
        `The project could not be loaded (${errorText(asked.error)}), so its files were read.`,
        `Start sessionspy with the environment of the server, ${OTHERWISE}.`,
      );
    default:
      return asked satisfies never;
  }
}

/** A question that failed by itself. */
export const notePart = (error: PythonError): Problem =>
  uncertain(
    `A part of the project's settings could not be had (${errorText(error)}).`,
    'Check that `python manage.py check` works.',
  );

/** Where, and what kind; the message only of errors that are about names, since others may hold secrets. */
function errorText({ type, message, at }: PythonError): string {
  const place =
    at === undefined ? '' : ` in ${at.file}${at.line === undefined ? '' : `:${at.line}`}`;
  const isAboutNames = /^(ModuleNotFound|Import|Key|Name|Attribute|Syntax|Indentation)Error$/.test(
    type,
  );
  const detail =
    message
      .split('\n', 1)[0]
      ?.replaceAll(/[^\x20-\x7e]/g, '?')
      .slice(0, 120) ?? '';
  return isAboutNames && detail !== '' ? `${type}: ${detail}${place}` : `${type}${place}`;
}

/** All of them in one sentence, for they have one remedy. */
export function unclearSettings(names: readonly string[]): Problem {
  const last = names.at(-1) ?? '';
  const list = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  return uncertain(
    `${list} cannot be told without running the project.`,
    "Start sessionspy in the project's virtualenv, or give --secret, --store and --cookie-name.",
  );
}

/** `module`: what manage.py and the environment name. */
export function noSettings(folder: string, module: string | undefined): Problem {
  const place = relative('', folder) || basename(folder);
  return uncertain(
    module === undefined
      ? `manage.py in ${place} does not name a settings module that could be read.`
      : `The settings module ${module} was not found in ${place}.`,
    'Set DJANGO_SETTINGS_MODULE, or give --secret and --store.',
  );
}
