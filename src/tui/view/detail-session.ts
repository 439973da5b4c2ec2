/** The Session tab: who, what changed, both sides, the payload as a tree, and what could not be read. */
import type { Observation } from '../../model/observation.js';
import { payloadText } from '../../model/payload-text.js';
import type { Problem } from '../../model/problem.js';
import type {
  Integrity,
  PayloadChange,
  SessionSnapshot,
  SessionTransition,
  StoreKind,
} from '../../model/session.js';
import { pathText, transitionEvents } from '../../model/transition-text.js';
import { line, text, wrap, type Segment, type StyledLine, type Tone } from '../styled.js';
import { value } from './hiding.js';
import { userSentence } from './identity-words.js';
import { payloadTree } from './payload-tree.js';
import { problemLines } from './problems.js';
import { dateTimeText } from './quantities.js';
import { labelled, section, table } from './sections.js';

const MAX_TREE_LINES = 600;

/** The tab's lines, wrapped to `width`. */
export function sessionLines(
  observation: Observation,
  masked: boolean,
  width: number,
): readonly StyledLine[] {
  const { session } = observation;
  if (session === undefined) {
    const state = observation.settled
      ? 'No session was looked for.'
      : 'The session is being read …';
    return [line(` ${state}`, 'muted'), ...problemsSection(observation, width)];
  }
  const { before, after } = session;
  return [
    ...labelled('User', userSentence(session.actor), width),
    ...labelled('Change', changeSentence(session), width),
    ...labelled('Before', sideWords(before, 'no session'), width),
    ...labelled('After', isSame(session) ? SAME : sideWords(after, afterWithout(session)), width),
    ...section('What changed', changeLines(session.changes, masked, width)),
    ...payloadSection(session, masked, width),
    ...problemsSection(observation, width),
  ];
}

function changeSentence(session: SessionTransition): StyledLine {
  const events = transitionEvents(session);
  const sentence = events === '' && session.changes.length > 0 ? 'content changed' : events;
  if (sentence === '') return [text('nothing', 'muted')];
  const others = session.concurrent
    ? [text(' (other requests of this session were in flight)', 'warn')]
    : [];
  return [text(sentence), ...others];
}

const SAME: StyledLine = [text('the same', 'muted')];

const isSame = ({ before, after, kinds, changes }: SessionTransition): boolean =>
  kinds.length + changes.length === 0 &&
  before !== undefined &&
  before.tag === after?.tag &&
  before.state === after.state &&
  before.integrity === after.integrity &&
  before.expiresAt === after.expiresAt;

const afterWithout = ({ before, kinds }: SessionTransition): string => {
  if (before === undefined) return 'no session';
  return kinds.includes('destroyed') ? 'no session: it was destroyed' : 'not known';
};

function sideWords(side: SessionSnapshot | undefined, otherwise: string): StyledLine {
  if (side === undefined) return [text(otherwise, 'muted')];
  const words: readonly Segment[] = [
    text(side.tag),
    text(side.state, side.state === 'live' ? 'good' : 'warn'),
    text(...INTEGRITY[side.integrity]),
    text(`${side.framework}, ${PLACES[side.heldIn]}`),
    ...(side.format === undefined ? [] : [text(side.format)]),
    ...(side.expiresAt === undefined ? [] : [text(`expires ${dateTimeText(side.expiresAt)}`)]),
  ];
  return words.flatMap((word, index) => (index === 0 ? [word] : [text(' · ', 'muted'), word]));
}

const INTEGRITY: Readonly<Record<Integrity, [string, Tone?]>> = {
  verified: ['signature verified', 'good'],
  'not-signed': ['not signed'],
  'no-key': ['unverified: no secret', 'warn'],
  'bad-signature': ['bad signature', 'bad'],
  expired: ['signature expired', 'warn'],
  undecryptable: ['cannot be decrypted', 'warn'],
};

const PLACES: Readonly<Record<StoreKind, string>> = {
  cookie: 'in the cookie itself',
  rows: 'in a table',
  keys: 'in a cache',
  files: 'in a file',
};

const SIGNS: Readonly<Record<PayloadChange['op'], [string, Tone]>> = {
  added: ['+', 'good'],
  removed: ['-', 'bad'],
  changed: ['~', 'warn'],
};

function changeLines(changes: readonly PayloadChange[], masked: boolean, width: number) {
  return table(
    changes.map((change) => ({
      name: pathText(change.path),
      sign: text(...SIGNS[change.op]),
      value: changeValues(change, masked),
    })),
    width,
  );
}

function changeValues({ op, before, after }: PayloadChange, hidden: boolean): readonly Segment[] {
  const show = (side: PayloadChange['before']) =>
    side === undefined ? text('?', 'muted') : value(payloadText(side, 400), hidden);
  if (op === 'added') return [show(after)];
  if (op === 'removed') return [show(before)];
  return [show(before), text(' → ', 'muted'), show(after)];
}

function payloadSection({ before, after }: SessionTransition, masked: boolean, width: number) {
  const [side, when] = after?.payload === undefined ? [before, 'before'] : [after, 'after'];
  if (side?.payload === undefined) return [];
  const trusted = side.integrity === 'verified' || side.integrity === 'not-signed';
  const title = `Payload ${when}${trusted ? '' : ' (unverified)'}`;
  const tree = payloadTree(side.payload, { masked, maxLines: MAX_TREE_LINES });
  const shown = tree.length === 0 ? [line('  empty', 'muted')] : tree;
  return section(
    title,
    shown.flatMap((styled) => wrap(styled, width, 6)),
  );
}

function problemsSection(observation: Observation, width: number): readonly StyledLine[] {
  const { session, problems } = observation;
  const all = [
    ...problems,
    ...(session?.before?.problems ?? []),
    ...(session?.after?.problems ?? []),
    ...(session?.actor.kind === 'unknown' ? [session.actor.because] : []),
  ];
  const distinct = new Map<string, Problem>(all.map((one) => [`${one.code} ${one.message}`, one]));
  const lines = problemLines([...distinct.values()], width - 2);
  return section(
    'Problems',
    lines.map((styled) => [text('  '), ...styled]),
  );
}
