/** The lines at the top: where the traffic goes, how much of it can be read, and who is there now. */
import { identityLabel } from '../../model/identity.js';
import type { Source } from '../source.js';
import { BOLD, fit, text, widthOf, type StyledLine } from '../styled.js';
import { userWords } from './identity-words.js';
import { problemTone } from './problems.js';
import { countText } from './quantities.js';

/** Address, target and counts; framework, store, secret, lost records, problems; who is connected. */
export const headerLines = (source: Source, width: number, rows: number): readonly StyledLine[] =>
  [routeLine(source, width), stateLine(source, width), whoLine(source, width)].slice(0, rows);

function routeLine({ info, journal }: Source, width: number): StyledLine {
  const target =
    info.target === undefined ? [] : [text(` → ${info.target.replace(/^http:\/\//, '')}`)];
  const down = isDown(journal) ? [text(' does not answer', 'bad')] : [];
  const route = [text(' '), text(info.title, BOLD), ...target, ...down];
  const progress = info.progress?.();
  const requests = countText(Math.max(0, journal.lastSeq - journal.firstSeq + 1), 'request');
  const reading =
    progress === undefined ? [] : [text(`reading ${Math.floor(progress * 100)}% · `, 'accent')];
  const all = [
    countText(journal.counts.connections, 'connection'),
    countText(namedUsers(journal), 'user'),
    countText(journal.counts.sessions, 'session'),
    requests,
  ].join(' · ');
  return spread(
    widthOf(route) + BRAND.text.length + 40 <= width ? [BRAND, ...route] : route,
    [
      [...reading, text(`${all} `)],
      [...reading, text(`${requests} `)],
    ],
    width,
  );
}

/** `anonymous` and `unknown` have rows of their own, and are no users. */
const namedUsers = (journal: Source['journal']): number =>
  journal.counts.users - ['anonymous', 'unknown'].filter((key) => journal.user(key)).length;

/** Whether the app could not be reached when it was last asked. */
function isDown(journal: Source['journal']): boolean {
  for (let seq = journal.lastSeq; seq > journal.lastSeq - MAX_PENDING; seq -= 1) {
    const outcome = journal.summary(seq)?.outcome;
    if (outcome !== undefined && outcome !== 'in-progress') return outcome === 'server-failed';
  }
  return false;
}

/** Requests under way that are looked past for the last answer. */
const MAX_PENDING = 16;

function stateLine({ journal: { status }, info }: Source, width: number): StyledLine {
  const { framework, store, hasSecret, lost, problems } = status;
  const facts = [
    text(framework ?? 'no framework seen yet', framework === undefined ? 'muted' : {}),
    text(store ?? 'no store', store === undefined ? 'muted' : {}),
    hasSecret ? text('secret known') : text('no secret: nothing can be verified', 'warn'),
    ...(info.recording === undefined ? [] : [text(`recording ${info.recording}`, 'accent')]),
    ...(lost > 0 ? [text(`! ${countText(lost, 'record')} lost`, 'bad')] : []),
  ];
  const left = [text(' '), ...facts.flatMap((fact, index) => (index > 0 ? [DOT, fact] : [fact]))];
  const worst = problems.find(({ severity }) => severity === 'error') ?? problems[0];
  if (worst === undefined) return fit(left, width);
  const tone = problemTone(worst);
  const count = [text(`! ${countText(problems.length, 'problem')} (?) `, tone)];
  const message = [text(`! ${worst.message} (?) `, tone)];
  return spread(left, problems.length === 1 ? [message, count] : [count], width);
}

/** Open connections looked at for the line of who is there; no line shows more. */
const MAX_OPEN = 200;

/** `now: ada c1 c4 · grace c2`: the open connections by who spoke on each last, the named ones first. */
function whoLine({ journal, info }: Source, width: number): StyledLine {
  if (info.about !== undefined) return fit([text(` ${info.about()}`, 'muted')], width);
  const groups = new Map<string, { words: StyledLine; ids: string[]; isNamed: boolean }>();
  let looked = 0;
  for (const id of journal.openConnections) {
    if ((looked += 1) > MAX_OPEN) break;
    const identity = journal.connection(id)?.identity.current?.identity;
    if (identity === undefined) continue;
    const label = `${identity.kind} ${identityLabel(identity)}`;
    const group = groups.get(label) ?? {
      words: userWords(identity),
      ids: [],
      isNamed: identity.kind === 'authenticated',
    };
    group.ids.push(id);
    groups.set(label, group);
  }
  if (groups.size === 0) return fit([text(' nobody is connected', 'muted')], width);
  const parts = [...groups.values()]
    .sort((a, b) => Number(b.isNamed) - Number(a.isNamed) || b.ids.length - a.ids.length)
    .map(({ words, ids }): StyledLine => [...words, text(` ${shortList(ids)}`, 'muted')]);
  const more = journal.openConnections.size - MAX_OPEN;
  if (more > 0) parts.push([text(`… ${countText(more, 'more connection')}`, 'muted')]);
  const line = parts.flatMap((part, index) => (index > 0 ? [DOT, ...part] : part));
  return fit([text(' now: ', 'muted'), ...line], width);
}

const shortList = (ids: readonly string[]): string =>
  ids.length <= 4 ? ids.join(' ') : `${ids.slice(0, 3).join(' ')} +${ids.length - 3}`;

const BRAND = text(' sessionspy ', BOLD);
const DOT = text(' · ', 'muted');

/** One part at each edge: of those for the right, the first that leaves the left one whole. */
function spread(left: StyledLine, rights: readonly StyledLine[], width: number): StyledLine {
  const room = width - widthOf(left) - 1;
  const right = rights.find((candidate) => widthOf(candidate) <= room);
  if (right === undefined) return fit(left, width);
  return [...fit(left, width - widthOf(right)), ...right];
}
