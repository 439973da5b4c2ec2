/** `--snapshot exact` in front of Django on several workers: all that is said is what Django itself saw. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/programs.js';
import { startSpyProcess } from '../support/sessionspy-process.js';
import { runTrace } from '../support/trace/agents.js';
import { compareTrace } from '../support/trace/compare.js';
import { startTraceSite, TRACE_SECRET, type TraceSite } from '../support/trace/site.js';

describeWith('gunicorn', 'a trace of many user agents', () => {
  let site: TraceSite;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sessionspy-trace-test-'));
    site = await startTraceSite({ users: 10, workers: 2 });
  }, 120_000);

  afterAll(async () => {
    await site.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is told exactly', async () => {
    const har = join(folder, 'trace.har');
    const args = ['--target', site.url, '--listen', '0', '--headless', '--quiet', '--har', har];
    const reading = ['--framework', 'django', '--no-discover', '--secret', 'env:TRACE_SECRET'];
    const spy = await startSpyProcess(
      [...args, ...reading, '--store', site.storeUrl, '--snapshot', 'exact'],
      { cwd: folder, env: { ...process.env, TRACE_SECRET } },
    );
    await runTrace(spy.url, { requests: 400, users: 10, agents: 20, connections: 8, seed: 5 });
    await spy.stop();
    const verdict = compareTrace(har, await site.sideLog());
    expect(verdict.differences).toEqual([]);
    expect(verdict).toMatchObject({ requests: 400, missing: 0, unknown: 0, equal: 400 });
  }, 120_000);
});
