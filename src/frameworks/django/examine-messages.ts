/** The messages cookie in the forms that are its own, of 1.2 to 3.1. Later ones are signed objects. */
import { signedParts } from '../../envelopes/django-signing.js';
import type { Examination, Layer, SignedWith } from '../../model/examination.js';
import {
  BASE,
  contentLayer,
  provenWith,
  signatureProblems,
  timeLayer,
  type Examining,
  type Recogniser,
} from './examining.js';
import {
  hasMoreMessages,
  MESSAGE_MARK,
  MESSAGES_SALT,
  messagesPayload,
  openMessages,
  readMessages,
  type OpenedMessages,
} from './messages.js';
import { skewNotes, uncheckedAge } from './signature-age.js';

export const examineMessages: Recogniser = (text, examining) => {
  if (!/^(?:[0-9a-f]{40}\$)?\[/.test(text) || !text.includes(MESSAGE_MARK)) return undefined;
  const opened = openMessages(text, examining.keys);
  const bytes = opened.content.kind === 'content' ? opened.content.bytes : new Uint8Array();
  const read = readMessages(bytes);
  const messages = read.kind === 'read' ? messagesPayload(read.payload) : undefined;
  if (read.kind !== 'read' || messages === undefined) return undefined;
  return {
    ...examined(text, opened, bytes.length, examining),
    payload: messages,
    facts: [{ name: 'overflow', value: hasMoreMessages(read.payload) }],
  };
};

function examined(
  text: string,
  opened: OpenedMessages,
  sizeBytes: number,
  examining: Examining,
): Examination {
  const { form, verdict, algorithm, signedAt } = opened;
  const { keys, options } = examining;
  const signedWith = provenWith(verdict, keys, MESSAGES_SALT);
  // Its JSON alone, as one that was taken out of a cookie or of a session.
  const isBare = algorithm === undefined && keys.length === 0;
  const integrity = isBare ? 'not-signed' : verdict.integrity;
  const signing = algorithm === 'sha1' ? 'signing sha1' : 'signing';
  const scheme = form === 'digest' ? 'hmac-sha1' : signing;
  return {
    ...BASE,
    what: `a messages cookie (contrib.messages), ${VERSIONS[form]}`,
    certainty: 'certain',
    format: algorithm === undefined ? 'json' : `${scheme}, json`,
    layers: [
      ...(algorithm === undefined ? [] : [signatureLayer(opened, signedWith)]),
      ...(signedAt === undefined ? [] : [timeLayer(signedParts(text).time, signedAt)]),
      contentLayer('json', sizeBytes),
    ],
    integrity,
    ...(signedWith === undefined ? {} : { signedWith }),
    ...(signedAt === undefined ? {} : { signedAt }),
    problems: [
      ...signatureProblems(integrity, keys),
      ...uncheckedAge(options),
      ...skewNotes(signedAt, options.now),
    ],
  };
}

const VERSIONS: Readonly<Record<OpenedMessages['form'], string>> = {
  digest: 'Django 1.2 to 3.0',
  'signed-text': 'Django 3.1',
  'signed-object': 'Django 3.2 and later',
};

function signatureLayer(
  { form, algorithm }: OpenedMessages,
  signedWith: SignedWith | undefined,
): Layer {
  const salt = signedWith?.salt === undefined ? '' : `, salt ${signedWith.salt}`;
  const name = algorithm === 'sha256' ? 'HMAC-SHA256' : 'HMAC-SHA1';
  return form === 'digest'
    ? { name: 'digest', detail: `${name} before the content${salt}` }
    : { name: 'signature', detail: `${name}${salt}` };
}
