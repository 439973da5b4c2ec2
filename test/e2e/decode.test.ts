/**
 * Every value that real Django left, through the real program: piped into it, one process for all that
 * share secrets and moment, and compared with what Django itself made of them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  djangoVectors,
  withoutSetOrder,
  type SessionVector,
  type StoredVector,
} from '../support/django-vectors.js';

const BIN = fileURLToPath(new URL('../../bin/sessionspy.js', import.meta.url));
const SITE = fileURLToPath(new URL('../../fixtures/apps/django_site', import.meta.url));
const ELSEWHERE = fileURLToPath(new URL('../../fixtures', import.meta.url));

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

async function decode(args: readonly string[], options: RunOptions = {}): Promise<Result> {
  const child = spawn(process.execPath, [BIN, 'decode', ...args], {
    cwd: options.cwd ?? ELSEWHERE,
    env: { ...process.env, ...options.env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

interface Decoded {
  readonly framework: string | null;
  readonly integrity: string;
  readonly format: string | null;
  readonly signedAt: number | null;
  readonly payload: unknown;
  readonly user: { readonly id: string } | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly problems: readonly { readonly code: string }[];
  readonly line: number | null;
}

/** The values of one process, and what is to be seen of each. */
interface Batch {
  readonly secrets: readonly string[];
  readonly flags: readonly string[];
  readonly cases: Case[];
}

interface Case {
  readonly id: string;
  readonly value: string;
  readonly check: (decoded: Decoded) => void;
}

const secretFlags = (secrets: readonly string[]): string[] =>
  secrets.flatMap((_, at) => ['--secret', `env:SECRET_${at}`]);

const secretEnv = (secrets: readonly string[]): NodeJS.ProcessEnv =>
  Object.fromEntries(secrets.map((secret, at) => [`SECRET_${at}`, secret]));

async function runBatch({ secrets, flags, cases }: Batch): Promise<void> {
  const { stdout, stderr } = await decode(['--json', ...flags, ...secretFlags(secrets), '-'], {
    input: cases.map(({ value }) => `${value}\n`).join(''),
    env: secretEnv(secrets),
  });
  expect(stderr).toBe('');
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(cases.length);
  for (const [at, { id, check }] of cases.entries()) {
    const decoded = JSON.parse(lines[at] ?? '') as Decoded;
    try {
      expect(decoded.line).toBe(at + 1);
      check(decoded);
    } catch (error) {
      throw new Error(`${id}: ${lines[at]?.slice(0, 600) ?? ''}`, { cause: error });
    }
  }
}

/** As a line of stdin: a value with line ends in it is given as a JSON string. */
const asLine = (value: string): string =>
  value === '' || /[\r\n]/.test(value) ? JSON.stringify(value) : value;

/** A value of a store is text, or bytes that are given as base64. */
function placesOf(stored: StoredVector, cookie: string | null): readonly StoredValue[] {
  const base64 = stored.value_base64 ?? stored.content_base64;
  if (base64 !== undefined) return [{ value: base64, isBase64: true }];
  const inside = [stored.db, stored.cache].flatMap((part) => (part ? placesOf(part, null) : []));
  if (inside.length > 0) return inside;
  const text = stored.session_data ?? stored.content ?? stored.value ?? cookie ?? '';
  return [{ value: asLine(text), isBase64: false }];
}

interface StoredValue {
  readonly value: string;
  readonly isBase64: boolean;
}

const INTEGRITIES: Readonly<Record<SessionVector['signature'], readonly string[]>> = {
  valid: ['verified', 'not-signed'],
  bad: ['bad-signature'],
  // That of a row is known from the row alone.
  expired: ['expired', 'verified'],
  unverifiable: ['no-key', 'not-signed'],
};

function checkSession(vector: SessionVector, isFirst: boolean, decoded: Decoded): void {
  expect(INTEGRITIES[vector.signature]).toContain(decoded.integrity);
  if (vector.signature === 'valid' && isFirst) expect(decoded.integrity).toBe('verified');
  if (vector.signature === 'expired' && vector.stored.kind === 'cookie') {
    expect(decoded.integrity).toBe('expired');
  }
  if (vector.expected !== null) {
    expect(withoutSetOrder(decoded.payload)).toEqual(withoutSetOrder(vector.expected));
    expect(decoded.user?.id ?? null).toBe(vector.user?.id ?? null);
  } else if (vector.signature !== 'bad' && vector.error !== undefined) {
    expect(decoded.payload).toBeNull();
    expect(decoded.problems.length).toBeGreaterThan(0);
  }
  if (vector.signed_at !== undefined && decoded.integrity !== 'not-signed') {
    expect(decoded.signedAt).toBe(vector.signed_at);
  }
  const isUnsafe = decoded.problems.some(({ code }) => code === 'payload-unsafe');
  if (vector.unsafe !== undefined && decoded.payload !== null) expect(isUnsafe).toBe(vector.unsafe);
}

/** One process for each set of secrets, salt and base64; the moment is that of the latest vector. */
function sessionBatches(): readonly Batch[] {
  const batches = new Map<string, Batch>();
  for (const vector of djangoVectors.sessions) {
    const secrets = [vector.secret, ...vector.fallbacks].filter((secret) => secret !== null);
    const places = placesOf(vector.stored, vector.cookie_value);
    for (const [at, { value, isBase64 }] of places.entries()) {
      const flags = [
        ...(isBase64 ? ['--base64'] : []),
        ...(vector.salt?.includes('Audited') === true ? ['--salt', vector.salt] : []),
        ...momentFlags(vector),
      ];
      const key = JSON.stringify([secrets, flags]);
      const batch = batches.get(key) ?? { secrets, flags, cases: [] };
      batches.set(key, batch);
      batch.cases.push({
        id: vector.id,
        value,
        check: (decoded) => {
          checkSession(vector, at === 0, decoded);
        },
      });
    }
  }
  return [...batches.values()];
}

/** Vectors of one hour can share their moment; those that look into the past or future cannot. */
function momentFlags(vector: SessionVector): readonly string[] {
  const moment = Math.ceil(vector.evaluate_at / 3600) * 3600;
  const isShared = vector.signature !== 'expired' && vector.evaluate_at > 1_795_000_000;
  return ['--at', String(isShared ? moment : vector.evaluate_at)];
}

describe('sessions that Django wrote', () => {
  const batches = sessionBatches();

  it('take few processes', () => {
    expect(batches.length).toBeLessThan(45);
  });

  it('are decoded as Django decodes them', { timeout: 120_000 }, async () => {
    for (const batch of batches) await runBatch(batch);
    const count = batches.reduce((sum, { cases }) => sum + cases.length, 0);
    // Those of cached_db are in two places.
    expect(count).toBe(657);
  });
});

describe('what else Django wrote', () => {
  it('messages, as they stand in cookies and unquoted', async () => {
    for (const secret of new Set(djangoVectors.messages.map((vector) => vector.secret))) {
      const cases = djangoVectors.messages
        .filter((vector) => vector.secret === secret)
        .flatMap((vector) =>
          [vector.wire_value, vector.cookie_value, `Cookie: messages=${vector.wire_value}`].map(
            (value): Case => ({
              id: vector.id,
              value,
              check: (decoded) => {
                expect(decoded.integrity).toBe('verified');
                expect(decoded.payload).toEqual(vector.expected);
                expect(decoded.facts['overflow']).toBe(vector.not_finished);
              },
            }),
          ),
        );
      await runBatch({ secrets: [secret], flags: [], cases });
    }
  });

  it('CSRF tokens, by their fingerprint', async () => {
    const prints = new Map<string, Set<unknown>>();
    const cases = djangoVectors.csrf.flatMap(({ id, cookie_value, form_tokens }) =>
      [cookie_value, ...form_tokens].map((token): Case => ({
        id,
        value: `csrftoken=${token}`,
        check: ({ facts }) => {
          prints.set(id, (prints.get(id) ?? new Set()).add(facts['fingerprint']));
          expect(facts['masked']).toBe(token.length === 64);
        },
      })),
    );
    await runBatch({ secrets: [], flags: [], cases });
    expect([...prints.values()].map(({ size }) => size)).toEqual(djangoVectors.csrf.map(() => 1));
  });

  it('samples that other versions read', async () => {
    for (const secret of new Set(djangoVectors.compat.map((vector) => vector.secret))) {
      const cases = djangoVectors.compat.map(({ sample, data, engine }): Case => ({
        id: sample,
        value: asLine(data),
        check: (decoded) => {
          expect(decoded).toMatchObject({ integrity: 'verified', payload: { count: 6 } });
          const isInCookie = decoded.format?.startsWith('signing') === true;
          if (engine === 'signed_cookies') expect(isInCookie).toBe(true);
        },
      }));
      await runBatch({ secrets: [secret], flags: ['--at', '1795380000'], cases });
    }
  });
});

describe('the program', () => {
  const count6 = 'eyJjb3VudCI6Nn0:1xVECa:vQT0dsK-iSaSMlsZvvsA9Vtbl6aIROdAYDPW7yq4v4o';

  it('takes a value as its argument, and says things on stderr', async () => {
    const result = await decode([count6, '--secret', 'not-the-key']);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('signature     bad');
    expect(result.stdout).toContain('count  6');
    expect(result.stderr).toContain('--secret env:NAME');
    expect(result.stdout).not.toContain('\u001b');
  });

  it('has colours where they are asked for', async () => {
    expect((await decode([count6, '--color', 'always'])).stdout).toContain('\u001b[1m');
  });

  it('ends with 1 where a value is nothing known, and prints it', async () => {
    const one = await decode(['hello']);
    expect(one).toMatchObject({ code: 1 });
    expect(one.stdout).toContain('not recognised');
    const many = await decode(['--json'], { input: `${count6}\r\n\r\nhello\n${count6}` });
    expect(many.code).toBe(1);
    const lines = many.stdout.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Decoded).line)).toEqual([1, 3, 4]);
  });

  it.each([
    [['--at', 'x', 'a'], '--at "x" is no moment'],
    [['--max-age', '-1', 'a'], '--max-age'],
    [['--secret', 'env:NO_SUCH_VARIABLE', 'a'], 'is not set'],
    [['--framework', 'rails2', 'a'], 'is not known'],
    [['--har', 'x', 'a'], 'belongs to sessionspy watch'],
  ])('refuses %j', async (args, message) => {
    const result = await decode(args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(message);
  });

  it('goes on after a line that is too long', async () => {
    const { code, stdout } = await decode(['--json', '-'], {
      input: `${'a'.repeat(5_000_000)}\n${count6}\n`,
    });
    const [first, second] = stdout.trimEnd().split('\n');
    expect(code).toBe(1);
    expect(JSON.parse(first ?? '')).toMatchObject({ problems: [{ code: 'payload-too-large' }] });
    expect(JSON.parse(second ?? '')).toMatchObject({ payload: { count: 6 } });
  });

  it('ends quietly when its reader leaves', async () => {
    const child = spawn(process.execPath, [BIN, 'decode', '-', '--json'], { cwd: ELSEWHERE });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.on('error', () => undefined);
    child.stdin.write(`${count6}\n`.repeat(2000));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const more = setInterval(() => child.stdin.write(`${count6}\n`.repeat(2000)), 5);
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    clearInterval(more);
    expect([code, signal, stderr]).toEqual([0, null, '']);
  });

  it("uses a project's own settings in its folder, and says so", async () => {
    const env = { SESSIONSPY_QUIET: '' };
    const found = await decode([count6, '--json'], { cwd: SITE, env });
    expect(found.stderr).toMatch(/^sessionspy: .*\n$/);
    expect(JSON.parse(found.stdout)).toMatchObject({ integrity: 'bad-signature' });
    const alone = await decode([count6, '--json', '--no-discover'], { cwd: SITE });
    expect(alone.stderr).toBe('');
    expect(JSON.parse(alone.stdout)).toMatchObject({ integrity: 'no-key' });
  });
});
