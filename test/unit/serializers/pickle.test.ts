import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadJson } from '../../../src/model/payload-json.js';
import { payloadText } from '../../../src/model/payload-text.js';
import { pickleLength, readPickle } from '../../../src/serializers/pickle.js';
import { djangoVectors } from '../../support/django-vectors.js';

const hex = (digits: string): Uint8Array => Buffer.from(digits.replaceAll(' ', ''), 'hex');
/** A pickle in which opcodes are written as characters, 0x80 and above as their byte. */
const raw = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const textOf = (bytes: Uint8Array): string => {
  const read = readPickle(bytes);
  return read.kind === 'read' ? payloadText(read.payload) : `${read.reason}: ${read.message}`;
};

describe('readPickle', () => {
  it.each([
    [0, '286470300a56636f756e740a70310a49360a732e'],
    [1, '7d71005805000000636f756e7471014b06732e'],
    [2, '80027d71005805000000636f756e7471014b06732e'],
    [3, '80037d71005805000000636f756e7471014b06732e'],
    [4, '8004950e000000000000007d948c05636f756e74944b06732e'],
    [5, '8005950e000000000000007d948c05636f756e74944b06732e'],
  ])('reads protocol %d', (protocol, digits) => {
    expect(readPickle(hex(digits))).toEqual({
      kind: 'read',
      payload: { kind: 'map', entries: [['count', 6]] },
      format: `pickle protocol ${protocol}`,
      unsafeGlobals: [],
    });
  });

  it.each([
    ['I01\n.', 'true'],
    ['I00\n.', 'false'],
    ['I-7\n.', '-7'],
    ['L123456789012345678901234567890L\n.', '123456789012345678901234567890'],
    ['F1.5\n.', '1.5'],
    ['F-0.0\n.', '-0.0'],
    ['Fnan\n.', 'nan'],
    ['F-inf\n.', '-inf'],
    ['N.', 'null'],
    ['\x80\x02\x8a\x01\xff.', '-1'],
    ['\x80\x02\x8a\x00.', '0'],
    ['\x80\x02\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f.', '9223372036854775807'],
  ])('reads the number or constant %j as %s', (pickle, text) => {
    expect(textOf(raw(pickle))).toBe(text);
  });

  it.each([
    [String.raw`S'a\x41\'\n\101\q'` + '\n.', String.raw`"aA'\nA\\q"`],
    ["S'\\xe9'\n.", "b'\\xe9'"],
    ['S"\xc3\xa9"\n.', '"é"'],
    [String.raw`V\u00e9\U0001f389\\x` + '\n.', String.raw`"é🎉\\\\x"`],
    ['U\x02\xc3\xa9.', '"é"'],
    ['U\x01\xe9.', "b'\\xe9'"],
    ['\x80\x04\x8c\x04a\xed\xa0\x80.', String.raw`"a\ud800"`],
    ['\x80\x03C\x02\x00a.', "b'\\x00a'"],
    ['\x80\x05\x96\x01\x00\x00\x00\x00\x00\x00\x00a.', "bytearray(b'a')"],
  ])('reads the text %j as %s', (pickle, text) => {
    expect(textOf(raw(pickle))).toBe(text);
  });

  it('keeps the last of equal keys in the place of the first', () => {
    const pickle = '}(U\x01aK\x01K\x01K\x02U\x01aK\x03I01\nK\x04u.';
    expect(textOf(raw(pickle))).toBe('{"a": 3, 1: 4}');
  });

  it('shows what contains itself as a reference to it', () => {
    const cycle = '80027d71005803000000612f6271017d710258010000007e71035d710468046173732e';
    expect(textOf(hex(cycle))).toBe('{"a/b": {"~": [<reference to /a~1b/~0>]}}');
  });

  it('shows what is shared wherever it stands', () => {
    expect(textOf(hex('80027d2858010000006171005d71014b01615801000000627102680175 2e'))).toBe(
      '{"a": [1], "b": [1]}',
    );
  });

  it.each([
    ['posix.system', '\x80\x02cposix\nsystem\nU\x02id\x85R.', '<posix.system("id")>'],
    ['os.system', "(S'id'\nios\nsystem\n.", '<os.system("id")>'],
    [
      'subprocess.Popen',
      '\x80\x04\x8c\nsubprocess\x8c\x05Popen\x93\x8c\x02id\x85\x81.',
      '<subprocess.Popen("id")>',
    ],
    ['shop.Cart', '\x80\x02cshop\nCart\n)\x81}U\x01aK\x01sb.', '<shop.Cart() state={"a": 1}>'],
    ['shop.conf', '\x80\x02cshop\nconf\n}U\x05DEBUGI01\nsb.', '<shop.conf state={"DEBUG": true}>'],
    ['shop.Cart', '\x80\x04cshop\nCart\n)}U\x01aK\x01s\x92.', '<shop.Cart() kwargs={"a": 1}>'],
    [
      'shop.Cart',
      '\x80\x02cshop\nCart\n)\x81(K\x01K\x02e(U\x01aK\x03u.',
      '<shop.Cart() items=[1, 2] entries={"a": 3}>',
    ],
  ])('describes the call of %s and reports it', (name, pickle, text) => {
    expect(textOf(raw(pickle))).toBe(text);
    expect(readPickle(raw(pickle))).toMatchObject({ unsafeGlobals: [name] });
  });

  it('shows every state that an object is given', () => {
    expect(textOf(raw('\x80\x02cshop\nCart\n)\x81K\x01bK\x02b.'))).toBe(
      '<shop.Cart() state=(1, 2)>',
    );
  });

  it('names each global once, in the order of the pickle', () => {
    const pickle = '(cb\nb\nca\na\ncb\nb\nl.';
    expect(readPickle(raw(pickle))).toMatchObject({ unsafeGlobals: ['b.b', 'a.a'] });
  });

  it.each([
    // datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("Europe/Paris"), fold=1), protocol 4
    [
      '8004957e000000000000008c086461746574696d65948c086461746574696d65949394430a07e887010c0000000000948c086275696c74696e73948c07676574617474729493948c087a6f6e65696e666f948c085a6f6e65496e666f9493948c095f756e7069636b6c6594869452948c0c4575726f70652f5061726973944b0186945294869452942e',
      'datetime.datetime(2024, 7, 1, 12, 0, fold=1, tzinfo=zoneinfo.ZoneInfo("Europe/Paris"))',
    ],
    // datetime(2024, 7, 1, 12, tzinfo=timezone(timedelta(hours=-5, minutes=-30))), protocol 4
    [
      '8004955d000000000000008c086461746574696d65948c086461746574696d65949394430a07e807010c00000000009468008c0874696d657a6f6e6594939468008c0974696d6564656c74619493944affffffff4a280401004b008794529485945294869452942e',
      'datetime.datetime(2024, 7, 1, 12, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=-19800)))',
    ],
    // time(23, 59, 58, 7, tzinfo=timezone.utc), protocol 4
    [
      '8004954f000000000000008c086461746574696d65948c0474696d659493944306173b3a0000079468008c0874696d657a6f6e6594939468008c0974696d6564656c74619493944b004b004b008794529485945294869452942e',
      'datetime.time(23, 59, 58, 7, tzinfo=datetime.timezone.utc)',
    ],
  ])('reads %s as %s', (digits, text) => {
    expect(textOf(hex(digits))).toBe(text);
  });

  it('leaves what only looks like a date as a call', () => {
    expect(
      textOf(raw('cdatetime\ndatetime\nC\x0a\x07\xe8\x0d\x01\x0c\x00\x00\x00\x00\x00\x85R.')),
    ).toMatch(/^<datetime\.datetime\(b'/);
    expect(textOf(raw('cdatetime\ndate\nK\x01\x85R.'))).toBe('<datetime.date(1)>');
    expect(textOf(raw("cdecimal\nDecimal\nU\x01'\x85R."))).toBe('<decimal.Decimal("\'")>');
    expect(textOf(raw('cuuid\nUUID\n)\x81}U\x03intJ\xff\xff\xff\xffsb.'))).toBe(
      '<uuid.UUID() state={"int": -1}>',
    );
  });

  it('ignores what follows the end', () => {
    expect(textOf(raw('K\x01.K\x02.'))).toBe('1');
  });

  it.each([
    ['', 'it ends before the STOP'],
    ['K\x01', 'no STOP'],
    ['.', 'an empty stack'],
    ['\x80\x06N.', 'a protocol of the future'],
    ['\xfe.', 'an unknown opcode'],
    ['h\x00.', 'an empty memo'],
    ['e.', 'a mark that is missing'],
    ['(s.', 'a mark where a value should be'],
    ['K\x01K\x01a.', 'an item added to a number'],
    ['](K\x01u.', 'a key set on a list'],
    ['}(K\x01u.', 'a key without a value'],
    ['K\x01K\x01b.', 'a state for a number'],
    ['(o.', 'an instance of nothing'],
    ['\x80\x04K\x01K\x02\x93.', 'a global whose name is a number'],
    ['\x80\x02\x82\x01.', 'the extension registry'],
    ['\x80\x05\x97.', 'buffers from outside'],
    ['\x80\x04\x95\xff\xff\x00\x00\x00\x00\x00\x00N.', 'a frame beyond the end'],
    ['\x80\x04\x8e\x00\x00\x00\x00\x00\x00\x00\x40a.', 'more bytes than there are'],
    ['X\x02\x00\x00\x00\xff\xfe.', 'text that is no text'],
    ['V\\u12\n.', 'an escape that is cut'],
    ["S'a\n.", 'a quote that is not closed'],
    ['Iabc\n.', 'letters for a number'],
    ['p-1\n.', 'a negative memo index'],
  ])('refuses %j: %s', (pickle) => {
    expect(readPickle(raw(pickle))).toMatchObject({ kind: 'unreadable', reason: 'malformed' });
  });

  it('gives up on depth without overflowing the stack', () => {
    const pickle = raw(']'.repeat(30_000) + 'a'.repeat(29_999) + '.');
    expect(readPickle(pickle)).toMatchObject({ kind: 'unreadable', reason: 'too-deep' });
  });

  it('gives up on a few bytes that unfold to a billion values', () => {
    const grow = `q\x00](${'h\x00'.repeat(10)}e`;
    expect(readPickle(raw(`](K\x01e${grow.repeat(9)}.`))).toMatchObject({
      kind: 'unreadable',
      reason: 'too-large',
    });
  });

  it('counts long text as often as it is shown', () => {
    const text = `X\x00\x00\x01\x00${'x'.repeat(65_536)}q\x00`;
    expect(readPickle(raw(`(${text}${'h\x00'.repeat(1000)}l.`))).toMatchObject({
      kind: 'unreadable',
      reason: 'too-large',
    });
  });

  it('does not convert integers of absurd length', () => {
    const pickle = Buffer.concat([
      raw('\x80\x02\x8b\x00\x00\x01\x00'),
      Buffer.alloc(65_536, 1),
      raw('.'),
    ]);
    expect(readPickle(pickle).kind).toBe('unreadable');
  });

  it('does not read more than its limit', () => {
    expect(readPickle(new Uint8Array(9 * 1024 * 1024))).toMatchObject({ reason: 'too-large' });
  });

  it('reads any bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(['read', 'unreadable']).toContain(readPickle(bytes).kind);
      }),
      { numRuns: 2000 },
    );
  });

  it('shows whatever it reads of damaged pickles', () => {
    const pickles = djangoVectors.sessions.flatMap(({ stored }) =>
      stored.kind === 'memcached' ? [Buffer.from(stored.value_base64 ?? '', 'base64')] : [],
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...pickles),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        (pickle, changes) => {
          const damaged = Uint8Array.from(pickle);
          for (const [at, byte] of changes) damaged[at % damaged.length] = byte;
          const read = readPickle(damaged);
          if (read.kind !== 'read') return;
          expect(payloadText(read.payload, 50).length).toBeLessThanOrEqual(50);
          expect(JSON.stringify(payloadJson(read.payload))).toBeDefined();
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('pickleLength', () => {
  it('tells where the first of several pickles ends', () => {
    expect(pickleLength(raw('K\x01.N.'))).toBe(3);
  });

  it('tells nothing of what is broken', () => {
    expect(pickleLength(raw('K\x01'))).toBeUndefined();
  });
});
