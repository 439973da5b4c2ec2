/**
 * mitmproxy as a reader of HAR, which it is since version 10: the real one where there is one, and its rules
 * restated for where there is none (Debian 12 has version 8). The rules are those of mitmproxy/io/har.py and
 * of what it calls: net/http/url.py, net/check.py, net/encoding.py, in version 12.
 */
import { spawnSync } from 'node:child_process';

import { programPath } from './programs.js';

/** Where a mitmdump is that reads HAR; undefined: on no path, or too old. */
export function mitmdumpWithHar(): string | undefined {
  const path = programPath('mitmdump');
  if (path === undefined) return undefined;
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return Number(/^Mitmproxy: (\d+)/m.exec(stdout)?.[1] ?? 0) >= 10 ? path : undefined;
}

/** How many flows it reads; throws what it says against the file. */
export function flowsRead(mitmdump: string, path: string): number {
  const args = ['--no-server', '--set', 'flow_detail=1', '--set', 'dumper_default_contentview=raw'];
  const run = spawnSync(mitmdump, [...args, '--rfile', path], { encoding: 'utf8' });
  if (run.status !== 0 || /(?:failed|unable) to read|cannot read/i.test(run.stdout + run.stderr)) {
    throw new Error(run.stdout.slice(-500) + run.stderr.slice(-500));
  }
  // A line of each response: ` << 200 OK 4b`.
  return run.stdout.match(/^ +<< /gm)?.length ?? 0;
}

/** The codings it applies again to content; any other ends the reading of the whole file. */
const CODINGS = new Set(['none', 'identity', 'gzip', 'deflate', 'deflateraw', 'br', 'zstd']);

/** As much of an entry as the rules are about. */
export interface MitmproxyEntry {
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly postData?: { readonly text?: string };
  };
  readonly response: {
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly content: { readonly text?: string; readonly encoding?: string };
  };
}

/** Whether the content is in a coding that mitmproxy cannot apply. */
export function hasForeignCoding({ response }: MitmproxyEntry): boolean {
  const coding = response.headers.find(({ name }) => name.toLowerCase() === 'content-encoding');
  return coding !== undefined && coding.value !== '' && !CODINGS.has(coding.value.toLowerCase());
}

/** What mitmproxy would refuse the file for, other than foreign codings. */
export function mitmproxyProblems(entries: readonly MitmproxyEntry[]): string[] {
  return entries.flatMap(({ startedDateTime, time, request, response }) => {
    const { content } = response;
    const faults = [
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(startedDateTime) ? '' : 'the date',
      Number.isFinite(time) ? '' : 'the time',
      isUrl(request.url) ? '' : 'the URL',
      request.postData === undefined || typeof request.postData.text === 'string' ? '' : 'postData',
      content.encoding !== 'base64' || typeof content.text === 'string' ? '' : 'the content',
    ];
    return faults.filter((fault) => fault !== '').map((fault) => `${fault} of ${request.url}`);
  });
}

/** A host that is an address or whose labels are not empty, of letters, digits, `-` and `_`; a port that is one. */
function isUrl(url: string): boolean {
  const [, host = '', port = '80'] =
    /^https?:\/\/(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?(?:[/?#]|$)/.exec(url) ?? [];
  if (Number(port) > 65_535) return false;
  if (host.startsWith('[')) return /^\[[0-9a-f:.]+\]$/i.test(host);
  return host.length <= 253 && /^(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?$/.test(host);
}
