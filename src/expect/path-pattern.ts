/**
 * A set of paths as rules write them: `/cart/` for this one, `/admin/*` for all that begin so, `~^/(a|b)/`
 * for a regular expression. Paths are taken as they were sent, without the query; only expressions
 * disregard case, as those of filters do.
 */
import { pathOfTarget } from '../filter/summary-fields.js';
import { matching } from '../filter/texts.js';

/** Whether a request target has such a path. */
export type PathTest = (target: string) => boolean;

/** The test, or what is wrong with the pattern, as a sentence. */
export function pathPattern(pattern: string): PathTest | string {
  if (pattern.startsWith('~')) {
    if (pattern === '~') return 'A regular expression is expected behind ~, such as ~^/(me|api)/.';
    const test = matching(pattern.slice(1));
    return typeof test === 'string' ? test : (target) => test(pathOfTarget(target));
  }
  if (pattern === '*') return () => true;
  if (!pattern.startsWith('/')) {
    return `A path begins with /: write /${pattern}, /${pattern}* for all that begin so, or ~ and a regular expression.`;
  }
  if (/[?#\s]/.test(pattern)) {
    return 'A path has no query and no spaces: write what stands before them, with * at its end if need be.';
  }
  const start = pattern.endsWith('*') ? pattern.slice(0, -1) : undefined;
  if ((start ?? pattern).includes('*')) {
    return 'A * can only stand at the end: use ~ and a regular expression instead.';
  }
  if (start !== undefined) return (target) => pathOfTarget(target).startsWith(start);
  return (target) => pathOfTarget(target) === pattern;
}
