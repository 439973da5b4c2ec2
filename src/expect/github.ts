/**
 * Results as annotations of a GitHub workflow: lines on standard output that the runner reads as commands.
 * What could end a line or a property is escaped as the runner's own toolkit does it (`@actions/core`,
 * `command.ts`), so that nothing from the network becomes a command.
 */
import type { RuleResult } from './result.js';
import { failureText, violationTexts } from './text-report.js';

/** One line for each rule that did not plainly hold; a step shows ten errors at most. */
export const githubAnnotations = (results: readonly RuleResult[]): readonly string[] =>
  results.flatMap((result) => {
    const { rule, outcome, remark = '' } = result;
    switch (outcome) {
      case 'failed': {
        const text = [failureText(result), ...violationTexts(result)].join('\n');
        return [command('error', rule, text)];
      }
      case 'nothing-to-check':
        return [command('notice', rule, `Nothing to check: ${remark}`)];
      case 'held':
        return remark === '' ? [] : [command('notice', rule, `Held as far as is known: ${remark}`)];
      default:
        return outcome satisfies never;
    }
  });

const command = (level: 'error' | 'notice', title: string, message: string): string =>
  `::${level} title=${property(title)}::${data(message)}`;

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
