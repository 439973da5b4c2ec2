/**
 * A report for people: what it is, the signature, times, user, layers, the data as a tree, and what is
 * wrong with what to do about it. Everything passes the screen's sanitiser, as the data is hostile. Pure.
 */
import type { Examination, Fact, Layer } from '../../model/examination.js';
import type { Integrity } from '../../model/session.js';
import { BOLD, EMPTY_LINE, fit, line, text, wrap, type StyledLine } from '../../tui/styled.js';
import { payloadTree } from '../../tui/view/payload-tree.js';
import { problemLines } from '../../tui/view/problems.js';
import { section } from '../../tui/view/sections.js';
import { fromNow, isoText } from './moments.js';
import { problemsOf } from './report-json.js';
import type { Part, Report } from './report.js';
import { attributeWords } from './set-cookie-words.js';

export interface TextContext {
  readonly nowMs: number;
  readonly keyCount: number;
  readonly width: number;
  /** Of stdin, from 1; undefined for a value given as argument. */
  readonly lineNumber: number | undefined;
}

const MAX_TREE_LINES = 600;
const LABEL = 14;

/** The lines, without one at the end. */
export function reportLines(report: Report, context: TextContext): readonly StyledLine[] {
  const { main, others, unread, problems, layers } = report;
  const where =
    context.lineNumber === undefined ? [] : [line(`line ${context.lineNumber}`, 'muted')];
  if (main === undefined) {
    return [
      ...where,
      line('not recognised', { ...BOLD, tone: 'warn' }),
      ...layerLines(layers, context),
      ...namesLines('unknown', unread, context),
      ...problemLines(problems, context.width),
    ];
  }
  return [
    ...where,
    ...partLines(main, layers, context),
    ...problemLines(problems, context.width),
    ...others.flatMap((other) => [EMPTY_LINE, ...partLines(other, [], context)]),
    ...(unread.length === 0 ? [] : [EMPTY_LINE]),
    ...namesLines('unknown', unread, context),
  ];
}

function partLines(part: Part, outer: readonly Layer[], context: TextContext): StyledLine[] {
  const { examination, cookieName } = part;
  const problems = problemLines(problemsOf(part), context.width - 2);
  return [
    ...headLines(examination, cookieName, context),
    ...signatureLines(examination, context),
    ...timeLines(examination, context),
    ...userLines(examination, context),
    ...examination.facts.flatMap((fact) => factLines(fact, context)),
    ...attributeLines(part, context),
    ...layerLines([...outer, ...examination.layers], context),
    ...section('Data', dataLines(examination, context)),
    ...section(
      'Problems',
      problems.map((styled) => [text('  '), ...styled]),
    ),
  ];
}

/** `django · a stored session ...`, with the cookie's name where there is one. */
function headLines(
  { framework, what, certainty }: Examination,
  cookieName: string | undefined,
  { width }: TextContext,
): readonly StyledLine[] {
  const name = cookieName === undefined ? [] : [text(`${cookieName}: `, BOLD)];
  const doubt = certainty === 'possible' ? [text('perhaps ', 'warn')] : [];
  return wrap([...name, ...doubt, text(what, BOLD), text(` (${framework})`, 'muted')], width, 2);
}

const row = (label: string, content: StyledLine, { width }: TextContext): readonly StyledLine[] =>
  wrap([text('  '), ...fit([text(label, 'muted')], LABEL), ...content], width, LABEL + 2);

function signatureLines(examination: Examination, context: TextContext): readonly StyledLine[] {
  const { integrity, signedWith } = examination;
  const words = [text(...INTEGRITY[integrity])];
  if (signedWith === undefined) return row('signature', words, context);
  const { keyIndex, origin, salt } = signedWith;
  const count = context.keyCount > 1 ? ` of ${context.keyCount}` : '';
  const rotated = keyIndex > 0 ? ', a rotated one' : '';
  const by = text(` by secret ${keyIndex + 1}${count} (${origin}${rotated})`);
  const under = salt === undefined ? [] : [text(`, salt ${salt}`, 'muted')];
  return row('signature', [...words, by, ...under], context);
}

const INTEGRITY: Readonly<Record<Integrity, Parameters<typeof text>>> = {
  verified: ['verified', 'good'],
  'not-signed': ['none'],
  'no-key': ['not checked', 'warn'],
  'bad-signature': ['bad', 'bad'],
  expired: ['good but expired', 'warn'],
  undecryptable: ['cannot be decrypted', 'warn'],
};

function timeLines(
  { signedAt, expiresAt }: Examination,
  context: TextContext,
): readonly StyledLine[] {
  return [
    ...(signedAt === undefined ? [] : row('signed', momentWords(signedAt, context), context)),
    ...(expiresAt === undefined ? [] : row('expires', momentWords(expiresAt, context), context)),
  ];
}

const momentWords = (epochMs: number, { nowMs }: TextContext): StyledLine => [
  text(isoText(epochMs) ?? 'never'),
  text(`, ${fromNow(epochMs, nowMs)}`, 'muted'),
];

function userLines(examination: Examination, context: TextContext): readonly StyledLine[] {
  const { user, holds, payload } = examination;
  if (user === undefined) {
    const isRead = holds === 'session' && payload !== undefined;
    return isRead ? row('user', [text('nobody', 'muted')], context) : [];
  }
  const backend = user.backend === undefined ? '' : `, logged in by ${user.backend}`;
  return row('user', [text(user.id, BOLD), text(backend, 'muted')], context);
}

/** `storedIn` is told as `stored in`. */
function factLines({ name, value }: Fact, context: TextContext): readonly StyledLine[] {
  const label = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const words = typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
  if (typeof words === 'object') return namesLines(label, words, context);
  return row(label, [text(String(words))], context);
}

/** One beneath the other, the label beside the first. */
const namesLines = (
  label: string,
  names: readonly string[],
  context: TextContext,
): readonly StyledLine[] =>
  names.flatMap((name, at) => row(at === 0 ? label : '', [text(name)], context));

const attributeLines = ({ setCookie }: Part, context: TextContext): readonly StyledLine[] =>
  setCookie === undefined
    ? []
    : attributeWords(setCookie, context.nowMs).flatMap(({ name, words }) =>
        row(name, [text(words)], context),
      );

const layerLines = (layers: readonly Layer[], context: TextContext): readonly StyledLine[] =>
  layers.flatMap(({ name, detail }, at) =>
    row(
      at === 0 ? 'layers' : '',
      [text(name, 'accent'), text(detail === '' ? '' : `: ${detail}`, 'muted')],
      context,
    ),
  );

function dataLines({ payload }: Examination, { width }: TextContext): readonly StyledLine[] {
  if (payload === undefined) return [];
  const tree = payloadTree(payload, { masked: false, maxLines: MAX_TREE_LINES });
  if (tree.length === 0) return [line('  empty', 'muted')];
  return tree.flatMap((styled) => wrap(styled, width, 6));
}
