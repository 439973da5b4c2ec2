/** Stored sessions of Django before 3.1: base64 around a digest and the serialised session. */
import { openLegacy, type LegacyValue } from '../../envelopes/django-legacy.js';
import type { Examination, Layer, SignedWith } from '../../model/examination.js';
import { readSerialized } from '../../serializers/detect.js';
import { refusalOf } from './accepted-forms.js';
import {
  BASE,
  contentLayer,
  countOf,
  provenWith,
  signatureProblems,
  userIn,
  type Examining,
  type Recogniser,
} from './examining.js';
import { readPayload } from './payloads.js';
import { saltsOf, serializerName, storeSalts } from './session-text.js';
import { uncheckedAge } from './signature-age.js';

export const examineLegacy: Recogniser = (text, examining) => {
  const opened = openWithSalts(text, examining);
  return opened && examined(text, opened, examining);
};

interface OpenedLegacy {
  readonly value: LegacyValue;
  readonly salt: string;
}

/** With the salt that fits, or else with the store's own. */
function openWithSalts(
  text: string,
  { keys, settings, options }: Examining,
): OpenedLegacy | undefined {
  const asked = options.salt === undefined ? [] : [options.salt, storeSalts(options.salt).legacy];
  const salts = [...new Set([...asked, saltsOf(settings).legacy])];
  const opened = salts.flatMap((salt) => {
    const value = openLegacy(text, salt, keys);
    return value === undefined ? [] : [{ value, salt }];
  });
  return opened.find(({ value }) => value.verdict.integrity === 'verified') ?? opened.at(-1);
}

function examined(
  text: string,
  { value, salt }: OpenedLegacy,
  examining: Examining,
): Examination | undefined {
  const { keys, settings, options } = examining;
  const { scheme, verdict, content } = value;
  const read = readPayload('not-signed', scheme, readSerialized(content, serializerName(settings)));
  const isProven = verdict.integrity === 'verified';
  // Much base64 ends in what may be hex digits; only a session inside tells that they are a digest.
  if (scheme === 'md5' && !isProven && read.payload === undefined) return undefined;
  const signedWith = provenWith(verdict, keys, scheme === 'md5' ? undefined : salt);
  const { format = scheme, payload } = read;
  const refusal = isProven ? refusalOf(read, scheme, settings) : undefined;
  return {
    ...BASE,
    holds: 'session',
    what: `a stored session (session_data of a row, or a file), ${VERSIONS[scheme]}`,
    certainty: 'certain',
    format,
    layers: layersOf(text, value, format, signedWith),
    integrity: verdict.integrity,
    ...(signedWith === undefined ? {} : { signedWith }),
    ...(payload === undefined ? {} : { payload }),
    ...userIn(payload),
    problems: [
      ...signatureProblems(verdict.integrity, keys),
      ...(refusal === undefined ? [] : [refusal]),
      ...read.problems,
      ...uncheckedAge(options),
    ],
  };
}

const VERSIONS: Readonly<Record<LegacyValue['scheme'], string>> = {
  'hmac-sha1': 'Django 1.3 to 3.0, and 3.1 and 3.2 with DEFAULT_HASHING_ALGORITHM="sha1"',
  md5: 'Django 1.0 to 1.2',
};

function layersOf(
  text: string,
  { scheme, content }: LegacyValue,
  format: string,
  signedWith: SignedWith | undefined,
): readonly Layer[] {
  const salt = signedWith?.salt === undefined ? '' : `, salt ${signedWith.salt}`;
  const name = format.split(', ').slice(1).join(', ');
  return [
    { name: 'base64', detail: countOf(text.length, 'letter') },
    scheme === 'md5'
      ? { name: 'digest', detail: 'MD5 of content and secret, behind the content' }
      : { name: 'digest', detail: `HMAC-SHA1 before the content${salt}` },
    ...(name === '' ? [] : [contentLayer(name, content.length)]),
  ];
}
