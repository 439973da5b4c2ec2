/** The two lines at the top: where the traffic goes, and how much of it can be read. */
import { problemTone } from './problems.js';
import type { Source } from '../model.js';
import { BOLD, fit, text, widthOf, type StyledLine } from '../styled.js';
import { connectionCount } from './connections.js';
import { countText } from './quantities.js';

/** Listening address -> target and counts; framework, store, secret, lost records, problems. */
export function headerLines(source: Source, width: number): readonly StyledLine[] {
  const { info, journal } = source;
  const requests = countText(journal.lastSeq, 'request');
  const target = info.target.replace(/^http:\/\//, '');
  const route = [text(' '), text(info.url, BOLD), text(' → '), text(target)];
  return [
    spread(
      widthOf(route) + BRAND.text.length <= width ? [BRAND, ...route] : route,
      [[text(`${connectionCount(source)} · ${requests} `)], [text(`${requests} `)]],
      width,
    ),
    stateLine(source, width),
  ];
}

function stateLine({ journal: { status } }: Source, width: number): StyledLine {
  const { framework, store, hasSecret, lost, problems } = status;
  const facts = [
    text(framework ?? 'no framework seen yet', framework === undefined ? 'muted' : {}),
    text(store ?? 'no store', store === undefined ? 'muted' : {}),
    hasSecret ? text('secret known') : text('no secret: nothing can be verified', 'warn'),
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

const BRAND = text(' sessionspy ', BOLD);
const DOT = text(' · ', 'muted');

/** One part at each edge: of those for the right, the first that leaves the left one whole. */
function spread(left: StyledLine, rights: readonly StyledLine[], width: number): StyledLine {
  const room = width - widthOf(left) - 1;
  const right = rights.find((candidate) => widthOf(candidate) <= room);
  if (right === undefined) return fit(left, width);
  return [...fit(left, width - widthOf(right)), ...right];
}
