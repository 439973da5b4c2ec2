/** A session at one moment in words: its tag, how it is, what proves it, where it lives, until when. */
import type { Integrity, SessionSnapshot, StoreKind } from '../../model/session.js';
import { text, type Segment, type StyledLine, type Tone } from '../styled.js';
import { dateTimeText } from './quantities.js';

/** `s-1a2b3c · live · signature verified · django, in a table · signing, json · expires …`. */
export function snapshotWords(side: SessionSnapshot): StyledLine {
  const words: readonly Segment[] = [
    text(side.tag),
    text(side.state, side.state === 'live' ? 'good' : 'warn'),
    ...(wasChecked(side) ? [text(...INTEGRITY[side.integrity])] : []),
    text(`${side.framework}, ${PLACES[side.heldIn]}`),
    ...(side.format === undefined ? [] : [text(side.format)]),
    ...(side.expiresAt === undefined ? [] : [text(`expires ${dateTimeText(side.expiresAt)}`)]),
  ];
  return words.flatMap((word, index) => (index === 0 ? [word] : [text(' · ', 'muted'), word]));
}

/** Of what was not found or not read no signature was looked at, and `no-key` stands for that. */
const wasChecked = ({ state, integrity, problems }: SessionSnapshot): boolean =>
  state !== 'missing' &&
  (state !== 'unreadable' ||
    integrity !== 'no-key' ||
    problems.some(({ code }) => code === 'no-secret'));

const INTEGRITY: Readonly<Record<Integrity, [string, Tone?]>> = {
  verified: ['signature verified', 'good'],
  'not-signed': ['not signed'],
  'no-key': ['unverified: no secret', 'warn'],
  'bad-signature': ['bad signature', 'bad'],
  expired: ['signature expired', 'warn'],
  undecryptable: ['cannot be decrypted', 'warn'],
};

/** Where a session lives. */
export const PLACES: Readonly<Record<StoreKind, string>> = {
  cookie: 'in the cookie itself',
  rows: 'in a table',
  keys: 'in a cache',
  files: 'in a file',
};
