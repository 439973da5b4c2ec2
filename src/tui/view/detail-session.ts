/**
 * The Session tab: who, what changed, both sides, the difference and the payload as trees, the session
 * read again just now, and what could not be read.
 */
import type { DetailOptions, DetailRow } from '../detail-row.js';
import type { Observation } from '../../model/observation.js';
import { diffPayloads } from '../../model/payload-diff.js';
import { isNode, type PayloadValue } from '../../model/payload.js';
import type { Problem } from '../../model/problem.js';
import type { PayloadChange, SessionSnapshot, SessionTransition } from '../../model/session.js';
import { transitionEvents } from '../../model/transition-text.js';
import { text, type StyledLine } from '../styled.js';
import { changeForest } from './change-tree.js';
import { userSentence } from './identity-words.js';
import { copiedJson, payloadForest, scalarText } from './payload-forest.js';
import { problemRows } from './problems.js';
import { labelled, note, rowOf, section, wrapped } from './rows.js';
import { snapshotWords } from './session-words.js';
import { treeRows } from './tree.js';

/** As many changes are told apart at most (payload-diff.ts). */
const MAX_CHANGES = 500;

/** The tab's rows. */
export function sessionRows(
  observation: Observation,
  options: DetailOptions,
): readonly DetailRow[] {
  const { session } = observation;
  const { width, now } = options;
  if (session === undefined) {
    const state = observation.settled
      ? 'No session was looked for.'
      : 'The session is being read …';
    return [
      ...note(state, width, 'muted', 1),
      ...nowSection(now, undefined, options),
      ...problemsSection(observation, width),
    ];
  }
  const { before, after } = session;
  return [
    ...labelled('User', userSentence(session.actor), width),
    ...labelled('Change', changeSentence(session), width),
    ...side('Before', before, 'no session', width),
    ...(isSame(session)
      ? labelled('After', [text('the same', 'muted')], width)
      : side('After', after, afterWithout(session), width)),
    ...nowSection(now, after ?? before, options),
    ...section('What changed', changeRows(session.changes, 'changed', options)),
    ...payloadSection(session, options),
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

function side(
  label: string,
  snapshot: SessionSnapshot | undefined,
  otherwise: string,
  width: number,
): readonly DetailRow[] {
  if (snapshot === undefined) return labelled(label, [text(otherwise, 'muted')], width);
  return labelled(label, snapshotWords(snapshot), width, { copy: () => snapshot.tag });
}

function changeRows(
  changes: readonly PayloadChange[],
  key: string,
  { width, masked, turned }: DetailOptions,
): readonly DetailRow[] {
  if (changes.length === 0) return [];
  const rows = treeRows(changeForest(changes, { width, masked }), {
    width,
    turned,
    key,
    margin: 1,
  });
  return changes.length < MAX_CHANGES
    ? rows
    : [...rows, ...note(`Only the first ${MAX_CHANGES} changes are told apart.`, width)];
}

function payloadSection(
  { before, after }: SessionTransition,
  options: DetailOptions,
): readonly DetailRow[] {
  const [shown, when] = after?.payload === undefined ? [before, 'before'] : [after, 'after'];
  if (shown?.payload === undefined) return [];
  const { payload, integrity } = shown;
  const trusted = integrity === 'verified' || integrity === 'not-signed';
  const copy = options.masked ? undefined : () => copiedJson(payload);
  const title = `Payload ${when}${trusted ? '' : ' (unverified)'}`;
  return section(title, payloadRows(payload, 'payload', options), copy);
}

function payloadRows(
  payload: PayloadValue,
  key: string,
  { width, turned, masked }: DetailOptions,
): readonly DetailRow[] {
  const forest = payloadForest(payload, masked);
  if (forest !== undefined) return treeRows(forest, { width, turned, key, margin: 1 });
  const scalar = [text('   '), ...scalarText(payload, masked)];
  return isEmptyMap(payload) ? [rowOf(EMPTY)] : wrapped(scalar, width, 5);
}

const EMPTY: StyledLine = [text('   empty', 'muted')];

const isEmptyMap = (payload: PayloadValue): boolean => isNode(payload) && payload.kind === 'map';

/** What the store says now, against how the exchange left it. */
function nowSection(
  now: SessionSnapshot | undefined,
  then: SessionSnapshot | undefined,
  options: DetailOptions,
): readonly DetailRow[] {
  if (now === undefined) return [];
  const { width } = options;
  return section('Read again just now', [
    ...side('Now', now, '', width),
    ...labelled('User', userSentence(now.identity), width),
    ...differenceRows(now, then, options),
    ...problemRows(now.problems, width, 1),
  ]);
}

function differenceRows(
  now: SessionSnapshot,
  then: SessionSnapshot | undefined,
  options: DetailOptions,
): readonly DetailRow[] {
  const { width } = options;
  const say = (words: string) => labelled('Since', [text(words, 'muted')], width);
  if (now.state === 'missing' && then?.payload !== undefined)
    return say('it is no longer in its store');
  if (now.payload === undefined)
    return say('its content could not be read, so nothing is compared');
  if (then?.payload === undefined) {
    return [
      ...say('there is nothing to compare it with'),
      ...payloadRows(now.payload, 'now', options),
    ];
  }
  const changes = diffPayloads(then.payload, now.payload);
  const other = now.tag === then.tag ? '' : `another session than ${then.tag}; `;
  if (changes.length === 0) return say(`${other}the content is as the exchange left it`);
  return [
    ...labelled('Since', [text(`${other}the content has changed`, 'warn')], width),
    ...changeRows(changes, 'now', options),
  ];
}

function problemsSection(observation: Observation, width: number): readonly DetailRow[] {
  const { session, problems } = observation;
  const all = [
    ...problems,
    ...(session?.before?.problems ?? []),
    ...(session?.after?.problems ?? []),
    ...(session?.actor.kind === 'unknown' ? [session.actor.because] : []),
  ];
  return section('Problems', problemRows(distinct(all), width, 2));
}

const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((one) => [`${one.code} ${one.message}`, one])).values(),
];
