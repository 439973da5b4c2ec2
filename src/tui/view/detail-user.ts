/** The User tab: who it is, and the chain of evidence that says so, link by link. */
import type { Observation } from '../../model/observation.js';
import type { SessionSnapshot, SessionTransition } from '../../model/session.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import { fit, text, type Tone } from '../styled.js';
import { userSentence } from './identity-words.js';
import { problemRows } from './problems.js';
import { labelled, note, section, wrapped } from './rows.js';
import { evidenceSteps, otherProblems, type EvidenceStep, type Verdict } from './user-evidence.js';

/** The tab's rows. */
export function userRows(observation: Observation, options: DetailOptions): readonly DetailRow[] {
  const { session, settled, problems } = observation;
  const { width, now } = options;
  if (session === undefined) {
    const words = settled ? 'No session was looked for.' : 'The session is being read …';
    return [
      ...note(words, width, 'muted', 1),
      ...section('Problems', problemRows(problems, width, 2)),
    ];
  }
  const { actor } = session;
  const copy =
    actor.kind === 'authenticated' ? { copy: () => actor.name ?? actor.userId } : undefined;
  const side = decisive(session);
  return [
    ...labelled('User', userSentence(actor), width, copy),
    ...(side === undefined
      ? withoutSession(session, width)
      : [
          ...labelled('Named by', [text(whence(side, session))], width),
          ...chain(side, observation, width),
        ]),
    ...(now === undefined
      ? []
      : section('Read again just now', labelled('User', userSentence(now.identity), width))),
    ...section('Problems', problemRows(problems, width, 2)),
  ];
}

/** The snapshot that names the actor: who logged out was named by what was found. */
const decisive = ({ kinds, before, after }: SessionTransition): SessionSnapshot | undefined =>
  kinds.includes('logged-out') ? (before ?? after) : (after ?? before);

const whence = (side: SessionSnapshot, { kinds, after }: SessionTransition): string => {
  if (side === after) return `${side.tag} as the response left it`;
  const since = kinds.includes('logged-out') ? ', before the logout' : '';
  return `${side.tag} as the request found it${since}`;
};

function withoutSession({ actor }: SessionTransition, width: number): readonly DetailRow[] {
  if (actor.kind === 'unknown') {
    return section('Evidence', [
      ...stepRows(
        {
          name: 'Cookie',
          verdict: 'unclear',
          words: 'no session cookie was recognised',
          problems: [actor.because],
        },
        width,
      ),
    ]);
  }
  const words = 'none was sent and none was set, so nobody is logged in';
  return section(
    'Evidence',
    stepRows({ name: 'Cookie', verdict: 'none', words, problems: [] }, width),
  );
}

function chain(
  side: SessionSnapshot,
  { cookies }: Observation,
  width: number,
): readonly DetailRow[] {
  return [
    ...section(
      'Evidence, step by step',
      evidenceSteps(side, cookies).flatMap((step) => stepRows(step, width)),
    ),
    ...section('Also', problemRows(otherProblems(side), width, 2)),
  ];
}

const SIGNS: Readonly<Record<Verdict, [string, Tone]>> = {
  ok: ['+', 'good'],
  failed: ['!', 'bad'],
  unclear: ['?', 'warn'],
  none: ['·', 'muted'],
  'not asked': ['·', 'muted'],
};

const NAME = 10;
const VERDICT = 10;

function stepRows({ name, verdict, words, problems }: EvidenceStep, width: number) {
  const [sign, tone] = SIGNS[verdict];
  const styled = [
    text(` ${sign} `, tone),
    ...fit([text(name)], NAME),
    ...fit([text(verdict, tone)], VERDICT),
    text(words, verdict === 'not asked' ? 'muted' : undefined),
  ];
  const indent = width >= 64 ? 3 + NAME + VERDICT : 5;
  return [...wrapped(styled, width, indent), ...problemRows(problems, width, 5)];
}
