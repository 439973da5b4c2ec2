import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareExpecting, type ExpectingOptions } from '../../../src/cli/expecting.js';
import { SpyError } from '../../../src/errors.js';
import { Redactor } from '../../../src/har/redact.js';
import { Journal } from '../../../src/journal/journal.js';
import { observed } from '../../support/observed.js';

let folder: string;
let stderr: string;
let stdout: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-expecting-'));
  [stderr, stdout] = ['', ''];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const options = (changes: Partial<ExpectingOptions>): ExpectingOptions => ({
  expect: [],
  report: [],
  har: undefined,
  ndjson: undefined,
  ...changes,
});

const redactor = new Redactor({ mode: 'safe' });
const errorOf = async (changes: Partial<ExpectingOptions>): Promise<string> => {
  const error: unknown = await prepareExpecting(options(changes)).catch(
    (reason: unknown) => reason,
  );
  if (error instanceof SpyError) return `${error.code} ${error.message}`;
  throw new Error('no SpyError', { cause: error });
};

describe('expectations of a journal', () => {
  it('judge what is held, what comes, and what the journal has forgotten since', async () => {
    const journal = new Journal({ maxExchanges: 2, maxBytes: 1_000_000 });
    const append = (seq: number, settled = true): void => {
      const target = `/\u001b[31m?token=secret-${seq}`;
      const observation = { ...observed({ seq, target, status: 500 }), settled };
      journal.append({ kind: 'observed', observation });
    };
    append(1);
    const junit = join(folder, 'report.xml');
    const rules = join(folder, 'session.rules');
    await writeFile(rules, '# rules\n\nno-5xx\nmust login-rotates-session\n');
    const expecting = (
      await prepareExpecting(
        options({
          expect: [`@${rules}`, 'some(status:200)'],
          report: [`junit:${junit}`, 'github'],
        }),
      )
    ).follow(journal, redactor);
    for (let seq = 2; seq <= 40; seq += 1) {
      append(seq, false);
      append(seq);
    }
    expect(journal.firstSeq).toBe(39);
    expect(await expecting.finish()).toBe(3);
    append(41);
    expect(stderr).toMatch(/^sessionspy: failed: no-5xx: 40 of the 40 exchanges judged$/m);
    expect(stderr).toMatch(
      /^ {2}#1 GET \/\\x1b\[31m\?token=%E2%80%B9\S+ 500 anonymous: The app answered 500\.$/m,
    );
    expect(stderr).toMatch(/^ {2}and 30 more$/m);
    expect(stderr).toMatch(/^sessionspy: 3 expectations: 0 held, 3 failed$/m);
    expect(stdout.trim().split('\n')).toHaveLength(3);
    expect(stdout).toMatch(/^::error title=no-5xx::40 of the 40 exchanges judged%0A#1 GET /);
    const xml = await readFile(junit, 'utf8');
    expect(xml).toContain('tests="3" failures="3"');
    for (const text of [stderr, stdout, xml]) {
      expect(text).not.toContain('secret-');
      expect(text).not.toContain('\u001b');
    }
  });

  it('tell no secret of an exchange that nothing else has written', async () => {
    const journal = new Journal();
    const secret = 'a1b2c3d4e5f6g7h8i9';
    const cookies = { sent: [{ name: 'sessionid', value: secret }], set: [], changes: [] };
    const first = { ...observed({ seq: 1 }), cookies };
    const second = observed({ seq: 2, target: `/of/${secret}`, method: secret, status: 500 });
    const junit = join(folder, 'report.xml');
    const prepared = await prepareExpecting(
      options({ expect: ['no-5xx'], report: [`junit:${junit}`, 'github'] }),
    );
    const expecting = prepared.follow(journal, new Redactor({ mode: 'safe' }));
    for (const observation of [first, second]) journal.append({ kind: 'observed', observation });
    expect(await expecting.finish()).toBe(1);
    for (const text of [stderr, stdout, await readFile(junit, 'utf8')]) {
      expect(text).toContain('The app answered 500.');
      expect(text).not.toContain(secret);
    }
  });

  it('say nothing where there are none', async () => {
    const journal = new Journal({ maxExchanges: 2, maxBytes: 1000 });
    const expecting = (await prepareExpecting(options({}))).follow(journal, redactor);
    expect(await expecting.finish()).toBe(0);
    expect(stderr + stdout).toBe('');
  });

  it('name the place of what cannot be read', async () => {
    expect(await errorOf({ expect: ['none(usr:ada)'] })).toBe(
      'SPY_CONFIG --expect "none(usr:ada)", at character 6: There is no field usr: user: is one.',
    );
    const rules = join(folder, 'session.rules');
    await writeFile(rules, 'no-5xx\n\n  no-6xx\n');
    expect(await errorOf({ expect: [`@${rules}`] })).toBe(
      `SPY_CONFIG ${rules}:3: "no-6xx", at character 1: There is no rule no-6xx: did you mean no-5xx?`,
    );
    await writeFile(rules, '# nothing\n');
    expect(await errorOf({ expect: [`@${rules}`] })).toMatch(/There is no rule in/);
    expect(await errorOf({ expect: [`@${folder}/no`] })).toMatch(/SPY_CONFIG .* check the path/);
  });

  it('refuse reports that cannot be made', async () => {
    const rules = { expect: ['no-5xx'] };
    expect(await errorOf({ ...rules, report: ['xml'] })).toMatch(/write --report junit:FILE/);
    expect(await errorOf({ ...rules, report: ['junit:-'] })).toMatch(/write junit:sessions.xml/);
    expect(await errorOf({ report: ['github'] })).toMatch(/add --expect RULE/);
    expect(await errorOf({ ...rules, report: ['github'], har: '-' })).toMatch(/so does --har -/);
    expect(await errorOf({ ...rules, report: [`junit:${folder}`] })).toMatch(
      /^SPY_OUTPUT_UNWRITABLE .*EISDIR/,
    );
  });
});
