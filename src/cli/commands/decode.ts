/** `sessionspy decode [VALUE|-]`: what a value is, on stdout; what else there is to say, on stderr. */
import type { RawLayer } from '../../config/resolve.js';
import { SpyError } from '../../errors.js';
import type { ExamineOptions } from '../../model/examination.js';
import { systemClock, type EpochMs } from '../../model/time.js';
import { readGiven } from '../decode/given.js';
import { linesOf, type InputLine } from '../decode/lines.js';
import { reportJson } from '../decode/report-json.js';
import { reportLines } from '../decode/report-text.js';
import { reportOn, tooLongReport, type Examiner, type Report } from '../decode/report.js';
import { setUpDecoding, type DecodeSetup } from '../decode/setup.js';
import { writeLine } from '../present.js';
import { quietWriter, type QuietWriter } from '../quiet-writer.js';
import { styledText, wantsColour } from '../styled-output.js';

/** The exit code: 1 where a value was not recognised. `value` absent or `-`: on stdin. */
export async function decode(flags: RawLayer, value: string | undefined): Promise<number> {
  if (value === undefined && process.stdin.isTTY) {
    throw new SpyError(
      'SPY_USAGE',
      'Give the value to decode, or pipe one per line into it: sessionspy decode VALUE (see sessionspy decode --help).',
    );
  }
  const setup = await setUpDecoding(flags);
  for (const notice of setup.notices) writeLine(`sessionspy: ${notice}`);
  const writer = quietWriter(process.stdout);
  if (value === undefined || value === '-') return decodeLines(process.stdin, setup, writer);
  const { text, isKnown } = decoded({ text: value }, undefined, setup);
  await writer.write(text);
  return isKnown ? 0 : 1;
}

/** Of a line of stdin: twice the longest value that is looked at. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;

async function decodeLines(
  input: AsyncIterable<Uint8Array>,
  setup: DecodeSetup,
  writer: QuietWriter,
): Promise<number> {
  let isAllKnown = true;
  for await (const lines of linesOf(input, MAX_LINE_BYTES)) {
    const results = lines
      .filter(({ text }) => text !== '')
      .map((line) => decoded(line, line.number, setup));
    isAllKnown &&= results.every(({ isKnown }) => isKnown);
    if (!(await writer.write(results.map(({ text }) => text).join('')))) break;
  }
  return isAllKnown ? 0 : 1;
}

interface Decoded {
  /** With a line break at its end. */
  readonly text: string;
  readonly isKnown: boolean;
}

function decoded(
  { text }: Pick<InputLine, 'text'>,
  lineNumber: number | undefined,
  setup: DecodeSetup,
): Decoded {
  const { config, keys } = setup;
  const options = optionsOf(setup);
  const examiner: Examiner = { ...setup, options };
  const report =
    text === undefined ? tooLongReport() : reportOn(readGiven(text, config.base64), examiner);
  const context = { nowMs: options.now, keyCount: keys.length, lineNumber };
  const printed = config.json
    ? `${reportJson(report, context)}\n`
    : textOf(report, { ...context, width: widthOf(process.stdout) }, config.color);
  return { text: printed, isKnown: report.main !== undefined };
}

function optionsOf({ config }: DecodeSetup): ExamineOptions {
  // Seconds since the epoch become milliseconds.
  const now = config.at === undefined ? systemClock.now() : ((config.at * 1000) as EpochMs);
  return {
    now,
    ...(config.salt === undefined ? {} : { salt: config.salt }),
    ...(config.maxAge === undefined ? {} : { maxAgeSeconds: config.maxAge }),
  };
}

function textOf(
  report: Report,
  context: Parameters<typeof reportLines>[1],
  color: 'auto' | 'always' | 'never',
): string {
  const hasColour = wantsColour(color, process.stdout, process.env);
  const lines = reportLines(report, context).map((line) => styledText(line, hasColour));
  const separator = context.lineNumber === undefined ? '' : '\n';
  return `${lines.join('\n')}\n${separator}`;
}

/** Only a terminal needs its lines broken. */
const widthOf = ({ isTTY, columns }: { isTTY?: boolean; columns?: number }): number =>
  isTTY === true ? Math.max(40, columns ?? 80) : Infinity;
