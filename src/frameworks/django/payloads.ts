/**
 * From an opened envelope to what the adapter hands on: integrity, payload, format, and a sentence for
 * everything that is wrong with them. A bad signature comes first among the problems.
 */
import type { Verdict } from '../../envelopes/salted-hmac.js';
import type { Deserialized } from '../../model/payload.js';
import { problem, type Problem } from '../../model/problem.js';
import type { Integrity } from '../../model/session.js';
import type { EpochMs } from '../../model/time.js';
import type { ReadPayload } from '../adapter.js';

/** Content that was read, or why it was not. */
export type Content = Deserialized | { readonly kind: 'broken' | 'too-large' };

/** `scheme` is the envelope's name, put before the serializer's: `hmac-sha1, pickle protocol 2`. */
export function readPayload(
  integrity: Verdict['integrity'] | Extract<Integrity, 'not-signed'>,
  scheme: string,
  content: Content,
  signedAt?: EpochMs,
): ReadPayload {
  const read = content.kind === 'read' ? content : undefined;
  const format = [scheme, read?.format].filter(Boolean).join(', ');
  return {
    integrity,
    ...(read === undefined ? {} : { payload: read.payload }),
    ...(format === '' ? {} : { format }),
    ...(signedAt === undefined ? {} : { signedAt }),
    problems: [
      ...(integrity === 'bad-signature' ? [BAD_SIGNATURE] : []),
      ...contentProblems(content),
    ],
  };
}

/** What cannot even be taken apart; Django would see an empty session. */
export const malformed = (message: string, hasKeys: boolean): ReadPayload => ({
  integrity: hasKeys ? 'bad-signature' : 'no-key',
  problems: [problem('error', 'payload-malformed', message)],
});

const BAD_SIGNATURE = problem(
  'error',
  'bad-signature',
  'The signature of the session fits none of the known secrets.',
  "Give the app's SECRET_KEY, and its fallbacks, with --secret.",
);

function contentProblems(content: Content): readonly Problem[] {
  switch (content.kind) {
    case 'read':
      return content.unsafeGlobals.length > 0 ? [unsafe(content.unsafeGlobals)] : [];
    case 'unreadable': {
      const isLarge = content.reason === 'too-deep' || content.reason === 'too-large';
      const code = isLarge ? 'payload-too-large' : 'payload-malformed';
      return [problem('error', code, content.message)];
    }
    case 'broken':
      return [
        problem('error', 'payload-malformed', 'The content of the session cannot be unpacked.'),
      ];
    case 'too-large':
      return [problem('error', 'payload-too-large', 'The session unpacks to more than is read.')];
    default:
      return content satisfies never;
  }
}

const MAX_NAMED = 3;
const MAX_NAME_LENGTH = 60;

function unsafe(globals: readonly string[]): Problem {
  const named = globals.slice(0, MAX_NAMED).map(printable);
  const more = globals.length > MAX_NAMED ? ` and ${globals.length - MAX_NAMED} more` : '';
  return problem(
    'warning',
    'payload-unsafe',
    `Loading this pickle makes Python import ${named.join(', ')}${more}, and perhaps call it.`,
    'Keep sessions in JSON, or make sure that only the app can write them.',
  );
}

/** Names come from whoever wrote the pickle. */
const printable = (name: string): string =>
  name.slice(0, MAX_NAME_LENGTH).replace(/[^\w.<>-]/g, '?');
