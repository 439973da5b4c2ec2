/**
 * Which forms of a session which Django reads. A good signature is not enough: after an upgrade, rows
 * of an older form are still there, verify with the same key, and Django sees an empty session. Only
 * judged where the version, and for the serializer the setting, is known.
 */
import { problem, type Problem } from '../../model/problem.js';
import type { Settings } from '../../model/settings.js';
import type { ReadPayload } from '../adapter.js';
import { textSetting } from './settings.js';
import { isDjangoAtLeast } from './version.js';

/** How the text is signed; the same signature in a cookie and in a store is not of the same versions. */
export type Form =
  'md5' | 'hmac-sha1' | 'stored sha1' | 'stored sha256' | 'cookie sha1' | 'cookie sha256';

/** The first version that reads a form, and the first that does not any more. */
const VERSIONS: Readonly<Record<Form, readonly [since: string, until?: string]>> = {
  md5: ['1.0', '1.4'],
  'hmac-sha1': ['1.3', '4.0'],
  'stored sha1': ['3.1', '4.0'],
  'stored sha256': ['3.1'],
  'cookie sha1': ['1.4', '4.0'],
  'cookie sha256': ['3.1'],
};

/** The reading; where its Django would refuse what verifies, it counts as a bad signature does. */
export function ifAccepted(read: ReadPayload, form: Form, settings: Settings): ReadPayload {
  if (read.integrity !== 'verified') return read;
  const refusal = refusalOf(read, form, settings);
  if (refusal === undefined) return read;
  return { ...read, integrity: 'bad-signature', problems: [refusal, ...read.problems] };
}

/** Why this Django would not read what is signed well; undefined where it would, or is not known. */
export const refusalOf = (
  read: Pick<ReadPayload, 'format' | 'payload'>,
  form: Form,
  settings: Settings,
): Problem | undefined => refusedForm(form, settings) ?? refusedSerializer(read, settings);

function refusedForm(form: Form, settings: Settings): Problem | undefined {
  const [since, until] = VERSIONS[form];
  const isTooNew = isDjangoAtLeast(settings, since) === false;
  const isTooOld = until !== undefined && isDjangoAtLeast(settings, until) === true;
  if (!isTooNew && !isTooOld) return undefined;
  return notRead(
    `the ${isTooNew ? 'newer' : 'older'} form that this session is signed in`,
    settings,
  );
}

/** Serializers of a project's own may read anything. */
function refusedSerializer(
  read: Pick<ReadPayload, 'format' | 'payload'>,
  settings: Settings,
): Problem | undefined {
  const path = textSetting(settings, 'SESSION_SERIALIZER') ?? '';
  const [, expected] =
    /^django\.contrib\.sessions\.serializers\.(JSON|Pickle)Serializer$/.exec(path) ?? [];
  if (expected === undefined || read.format === undefined || read.payload === undefined)
    return undefined;
  const isPickle = read.format.includes('pickle');
  if (isPickle === (expected === 'Pickle')) return undefined;
  return notRead(`${isPickle ? 'pickles' : 'JSON'} with its ${expected}Serializer`, settings);
}

const notRead = (what: string, settings: Settings): Problem =>
  problem(
    'error',
    'payload-malformed',
    `Django ${textSetting(settings, 'django_version') ?? ''} does not read ${what}; it sees an empty session.`.replace(
      '  ',
      ' ',
    ),
  );
