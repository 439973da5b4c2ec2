import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/flags.js';
import { SpyError } from '../../../src/errors.js';

const textsOf = async (...argv: string[]): Promise<Record<string, readonly string[]>> => {
  const parsed = await parseArguments(argv);
  if (parsed.command === 'text') throw new Error('help or version');
  const flags = [...parsed.flags].map(([name, { texts }]) => [name, texts] as const);
  const value = parsed.command === 'decode' && parsed.value !== undefined ? [parsed.value] : [];
  return {
    command: [parsed.command],
    ...Object.fromEntries(flags),
    ...(value.length === 0 ? {} : { value }),
  };
};

const errorOf = async (...argv: string[]): Promise<string> => {
  const error: unknown = await parseArguments(argv).catch((reason: unknown) => reason);
  if (error instanceof SpyError && error.code === 'SPY_USAGE') {
    return error.message.replace(' (sessionspy --help lists the options.)', '');
  }
  throw new Error('no SPY_USAGE', { cause: error });
};

const printed = async (...argv: string[]): Promise<string> => {
  const parsed = await parseArguments(argv);
  return parsed.command === 'text' ? parsed.text : '';
};

describe('the command line', () => {
  it('takes the target by itself or as a flag', async () => {
    expect(await textsOf('localhost:8000')).toEqual({
      command: ['watch'],
      target: ['localhost:8000'],
    });
    expect(await textsOf('watch', '8000')).toEqual({ command: ['watch'], target: ['8000'] });
    expect(await textsOf('-t', 'demo', '-l', '9000')).toEqual({
      command: ['watch'],
      target: ['demo'],
      listen: ['9000'],
    });
    expect(await textsOf()).toEqual({ command: ['watch'] });
  });

  it('takes one recording to show, also one that begins with a dash', async () => {
    const shown = await parseArguments(['show', 'out.har', '--secret', 'env:KEY']);
    expect(shown).toMatchObject({ command: 'show', file: 'out.har' });
    expect(await parseArguments(['show', '--', '-out.har'])).toMatchObject({ file: '-out.har' });
    expect(await errorOf('show')).toBe('Name the recording to show: sessionspy show out.har.');
    expect(await errorOf('show', 'a', '--', 'b')).toMatch(/takes one file/);
    expect(await errorOf('show', 'a', '--har', 'b')).toMatch(/belongs to sessionspy watch/);
  });

  it('takes one recording or several to check', async () => {
    const checked = await parseArguments(['check', 'a.har', 'b.har', '--expect', 'no-5xx']);
    expect(checked).toMatchObject({ command: 'check', files: ['a.har', 'b.har'] });
    expect(await parseArguments(['check', 'a', '--', '-b'])).toMatchObject({ files: ['a', '-b'] });
    expect(await errorOf('check')).toMatch(/^Name the recording to check: sessionspy check out/);
    expect(await errorOf('check', 'a', '--har', 'b')).toMatch(/belongs to sessionspy watch/);
  });

  it('takes everything behind -- as a command, its flags and further -- included', async () => {
    const parsed = await parseArguments(['a:1', '-q', '--', 'npx', 'x', '--help', '--', '-t']);
    expect(parsed).toMatchObject({
      command: 'watch',
      child: { program: 'npx', args: ['x', '--help', '--', '-t'] },
    });
    expect(await parseArguments(['a:1'])).not.toHaveProperty('child');
  });

  it('keeps values as they were written, in order where there are several', async () => {
    expect(await textsOf('--max-body', '010', '--secret', 'b', '--secret=-a', '--har=')).toEqual({
      command: ['watch'],
      maxBody: ['010'],
      secret: ['b', '-a'],
      har: [''],
    });
  });

  it('takes switches on and off, the last one counting', async () => {
    expect(await textsOf('-qv', '--no-discover', '--headless', '--no-headless')).toEqual({
      command: ['watch'],
      quiet: ['true'],
      verbose: ['true'],
      discover: ['false'],
      headless: ['false'],
    });
  });

  it('has a demo with the options that make sense for it', async () => {
    expect(await textsOf('demo', '--headless')).toEqual({ command: ['demo'], headless: ['true'] });
    expect(await errorOf('demo', '--target', 'x')).toBe(
      'The demo brings its own app: leave --target out.',
    );
    expect(await errorOf('demo', 'x')).toBe('There is one argument too many: leave x out.');
  });

  it.each([
    [['decode'], {}],
    [['decode', '-'], { value: ['-'] }],
    [['decode', ''], { value: [''] }],
    [['decode', '.eJx'], { value: ['.eJx'] }],
    [['decode', '=abc'], { value: ['=abc'] }],
    [['decode', '007'], { value: ['007'] }],
    [['decode', '"a"'], { value: ['"a"'] }],
    [['decode', 'a=b; c=d'], { value: ['a=b; c=d'] }],
    [['decode', '--', '-abc'], { value: ['-abc'] }],
    [['decode', '--', '--json'], { value: ['--json'] }],
    [['decode', '--json', '-'], { json: ['true'], value: ['-'] }],
    [['decode', '--salt', '-', 'x'], { salt: ['-'], value: ['x'] }],
    [
      ['decode', 'x', '--secret', 'a', '--secret', 'b', '--max-age', '60', '--at', '1', '--base64'],
      { secret: ['a', 'b'], maxAge: ['60'], at: ['1'], base64: ['true'], value: ['x'] },
    ],
  ])('takes a value to decode: %j', async (argv, expected) => {
    expect(await textsOf(...argv)).toEqual({ command: ['decode'], ...expected });
  });

  it.each([
    [['--targt', 'x'], 'There is no flag --targt: did you mean --target?'],
    [['--maxBody', '1k'], 'There is no flag --maxBody: did you mean --max-body?'],
    [['--colour=x'], 'There is no flag --colour: did you mean --color?'],
    [['--zzz'], 'There is no flag --zzz.'],
    [['-x'], 'There is no flag -x.'],
    [['--no-har'], 'There is no flag --no-har: leave it out.'],
    [['--har'], '--har needs a value: write --har FILE.'],
    [['-l'], '--listen needs a value: write --listen [HOST:]PORT.'],
    [['--headless=yes'], '--headless takes no value: write --headless or --no-headless.'],
    [
      ['a:1', 'pytest', '-q'],
      'There is one argument too many: leave pytest out, or write -- in front of a command to run.',
    ],
    [['chekc', 'out.har'], 'There is no command of that name: did you mean check?'],
    [
      ['show', 'a', '--expect', 'no-5xx'],
      '--expect belongs to sessionspy watch and check, not to show: leave it out.',
    ],
    [['a:1', '-t', 'b:1'], 'The target is given twice: as --target and by itself.'],
    [['dmeo'], 'There is no command of that name: did you mean demo?'],
    [['decdoe'], 'There is no command of that name: did you mean decode?'],
    [['decode', 'a', 'b'], 'There is one argument too many: leave b out.'],
    [
      ['decode', 'a', '--', 'b'],
      'decode takes one value: put several on stdin, one per line, and write -.',
    ],
    [['decode', '-zz'], 'There is no flag -z. A value that begins with - goes behind --.'],
    [['decode', '--jsn', 'a'], 'There is no flag --jsn: did you mean --json?'],
    [['decode', '--har', 'x'], '--har belongs to sessionspy watch, not to decode: leave it out.'],
    [['a:1', '--salt', 'x'], '--salt belongs to sessionspy decode, not to watch: leave it out.'],
    [['decode', '--at', 'x', '--at'], '--at needs a value: write --at UNIX_SECONDS.'],
    [['a:1', '--'], 'A command belongs behind --: write -- pytest, say, or leave the -- out.'],
    [
      ['a:1', '--', '', 'x'],
      'A command belongs behind --: write -- pytest, say, or leave the -- out.',
    ],
    [['demo', '--', 'pytest'], 'Nothing can follow -- in sessionspy demo: leave it out.'],
    [['doctor', '--'], 'Nothing can follow -- in sessionspy doctor: leave it out.'],
  ])('%j is refused in one sentence', async (argv, message) => {
    expect(await errorOf(...argv)).toBe(message);
  });
});

describe('help', () => {
  it('fits into 80 columns and is asked for in every way', async () => {
    const help = await printed('--help');
    expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(await printed('-h')).toBe(help);
    expect(await printed('demo', '--help', '--bogus')).toBe(help);
  });

  it('has a text of its own for decode', async () => {
    const help = await printed('decode', '--help');
    expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(help).toContain('--max-age SECONDS');
    expect(help).toContain('--secret SOURCE');
    expect(help).not.toContain('--har');
    const main = await printed('--help');
    expect(main).toContain('sessionspy decode [VALUE|-]');
    expect(main).not.toContain('--max-age');
    expect((await parseArguments(['decode', '--', '--help'])).command).toBe('decode');
  });

  it('lists each option with its letter, value and default', async () => {
    const help = await printed('--help');
    expect(help).toContain(
      '  -l, --listen [HOST:]PORT    where clients connect (default: 127.0.0.1',
    );
    expect(help).toContain('\n      --no-discover           do not find the settings');
    expect(help).toContain('--max-exchanges COUNT');
  });

  it('says the version', async () => {
    expect(await printed('--version')).toMatch(/^sessionspy \d+\.\d+\.\d+$/);
  });
});
