/**
 * `sessionspy check FILE.har --expect RULE`: rules on recordings, each judged by itself: session tags of
 * two recordings are not comparable. Nothing of a project is run or asked unless --project names it.
 */
import type { RawLayer } from '../../config/resolve.js';
import { SpyError } from '../../errors.js';
import type { Suite } from '../../expect/junit.js';
import type { RuleResult } from '../../expect/result.js';
import type { Rule } from '../../expect/rule.js';
import { openRecording, type RecordingOptions } from '../../recording.js';
import { checkDistinctFiles, reportFiles } from '../distinct-files.js';
import { judgeJournal, openReports, readRules, tellResults } from '../expecting.js';
import { problemText } from '../headless.js';
import { redactionOptions } from '../output-options.js';
import { writeLine } from '../present.js';
import { resolveOptions } from '../resolved-options.js';
import { setUpSessions } from '../session-setup.js';

/** Exchanges that are held while they are judged: rules remember what they need. */
const HELD = 1000;

/** The exit code: 3 when a rule failed. */
export async function check(flags: RawLayer, files: readonly string[]): Promise<number> {
  const { config, resolved, warnings } = await resolveOptions(flags);
  if (config.expect.length === 0) {
    throw new SpyError(
      'SPY_USAGE',
      'Say what must hold: sessionspy check out.har --expect login-rotates-session. docs/expect.md has the rules.',
    );
  }
  for (const path of files) {
    checkDistinctFiles([{ by: 'the recording', path }, ...reportFiles(config.report)]);
  }
  const rules = await readRules(config.expect);
  const isNamed = resolved.project.from !== 'default';
  const sessions = await setUpSessions({ ...config, discover: isNamed }, resolved, false);
  if (!config.quiet) {
    for (const notice of [...warnings, ...sessions.notices]) writeLine(`sessionspy: ${notice}`);
  }
  const reports = await openReports({ ...config, har: undefined, ndjson: undefined });
  const redaction = await redactionOptions(config);
  const options = { ...sessions.options, ...redaction, maxBodyBytes: config.maxBody };
  const suites: Suite[] = [];
  for (const file of files) {
    const results = await judgeFile(file, rules, options);
    suites.push({ name: files.length === 1 ? 'sessionspy' : file, results });
    tellResults(results, files.length === 1 ? undefined : `sessionspy: ${file}: `);
  }
  await reports.write(suites);
  const hasFailed = suites.some(({ results }) =>
    results.some(({ outcome }) => outcome === 'failed'),
  );
  return hasFailed ? 3 : 0;
}

async function judgeFile(
  file: string,
  rules: readonly Rule[],
  options: RecordingOptions,
): Promise<readonly RuleResult[]> {
  await using recording = await openRecording(file, { ...options, maxExchanges: HELD });
  const results = judgeJournal(rules, recording.journal, recording.redactor);
  await recording.idle();
  for (const problem of recording.problems) writeLine(`sessionspy: ${problemText(problem)}`);
  return results();
}
