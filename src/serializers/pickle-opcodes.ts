/**
 * What each opcode of pickle protocols 0 to 5 does to the machine (CPython Lib/pickletools.py and
 * Lib/pickle.py `_Unpickler`). Calls and instances are put on the stack as descriptions: no global is
 * imported, nothing is called, whatever the pickle asks for.
 */
import { floatValue } from './numbers.js';
import {
  append,
  build,
  callGlobal,
  computedGlobal,
  describeCall,
  namedGlobal,
  setItems,
} from './pickle-building.js';
import type { PickleMachine } from './pickle-machine.js';
import { lineByteString, lineUnicode } from './pickle-lines.js';
import { binaryInteger, lineFloat, lineInteger } from './pickle-numbers.js';
import { byteString, dict, sequence, type Raw } from './pickle-values.js';

type Operation = (machine: PickleMachine) => PickleMachine;

/** The last opcode: what is on top of the stack is the result. */
export const STOP = 0x2e;
/** Only these belong to protocol 0; any other makes it protocol 1 where none is announced. */
export const PROTOCOL_0 = new Set(Buffer.from('(.012FILNPRSVabcdegilpstu', 'latin1'));

const code = (letter: string): number => letter.charCodeAt(0);

/** Pushes what `read` makes of the input; undefined means that Python would refuse it. */
const pushing =
  (what: string, read: (machine: PickleMachine) => Raw | undefined): Operation =>
  (machine) =>
    machine.push(read(machine) ?? machine.input.fail(`${what} is not valid`));

/** The same for text, which costs more: it is decoded, and perhaps copied. */
const pushingText =
  (what: string, read: (machine: PickleMachine) => Raw | undefined): Operation =>
  (machine) => {
    machine.spend(2);
    return machine.push(read(machine) ?? machine.input.fail(`${what} is not valid`));
  };

const constant =
  (value: Raw): Operation =>
  (machine) =>
    machine.push(value);

/** An index of the memo written as a line. */
function lineIndex({ input }: PickleMachine): number {
  const index = lineInteger(input.line());
  return typeof index === 'number' && index >= 0 ? index : input.fail('a memo index is not valid');
}

function lineString({ input }: PickleMachine): Raw | undefined {
  const bytes = lineByteString(input.line());
  return bytes && byteString(bytes);
}

const bytes = (content: Uint8Array, mutable: boolean): Raw =>
  mutable ? { kind: 'bytes', bytes: content, mutable: true } : { kind: 'bytes', bytes: content };

const longInteger = (machine: PickleMachine, length: number): Raw | undefined =>
  binaryInteger(machine.integerBytes(length));

const numbers: [number, Operation][] = [
  [code('I'), pushing('an integer', ({ input }) => lineInteger(input.line()))],
  [code('L'), pushing('an integer', ({ input }) => lineInteger(input.line()))],
  [code('F'), pushing('a float', ({ input }) => lineFloat(input.line()))],
  [code('J'), pushing('an integer', ({ input }) => input.int32())],
  [code('K'), pushing('an integer', ({ input }) => input.uint8())],
  [code('M'), pushing('an integer', ({ input }) => input.uint16())],
  [code('G'), pushing('a float', ({ input }) => floatValue(input.float64()))],
  [0x8a, pushing('an integer', (machine) => longInteger(machine, machine.input.uint8()))],
  [0x8b, pushing('an integer', (machine) => longInteger(machine, machine.input.uint32()))],
  [0x88, constant(true)],
  [0x89, constant(false)],
  [code('N'), constant(null)],
];

const texts: [number, Operation][] = [
  [code('S'), pushingText('a string', lineString)],
  [code('T'), pushingText('a string', ({ input }) => byteString(input.view(input.uint32())))],
  [code('U'), pushingText('a string', ({ input }) => byteString(input.view(input.uint8())))],
  [code('V'), pushingText('a string', ({ input }) => lineUnicode(input.line()))],
  [code('X'), pushingText('a string', ({ input }) => input.text(input.uint32()))],
  [0x8c, pushingText('a string', ({ input }) => input.text(input.uint8()))],
  [0x8d, pushingText('a string', ({ input }) => input.text(input.uint64()))],
  [code('B'), pushingText('bytes', ({ input }) => bytes(input.bytes(input.uint32()), false))],
  [code('C'), pushingText('bytes', ({ input }) => bytes(input.bytes(input.uint8()), false))],
  [0x8e, pushingText('bytes', ({ input }) => bytes(input.bytes(input.uint64()), false))],
  [0x96, pushingText('a bytearray', ({ input }) => bytes(input.bytes(input.uint64()), true))],
];

/** A container costs more than a number. */
function pushContainer(machine: PickleMachine, container: Raw): PickleMachine {
  machine.spend(1);
  return machine.push(container);
}

const tupleOf =
  (count: number): Operation =>
  (machine) => {
    const items = Array.from({ length: count }, () => machine.pop()).reverse();
    return pushContainer(machine, sequence('tuple', items));
  };

const containers: [number, Operation][] = [
  [code(']'), (machine) => pushContainer(machine, sequence('list', []))],
  [code('l'), (machine) => pushContainer(machine, sequence('list', machine.popMark()))],
  [code('a'), (machine) => append(machine, [machine.pop()])],
  [code('e'), (machine) => append(machine, machine.popMark())],
  [code(')'), (machine) => pushContainer(machine, sequence('tuple', []))],
  [code('t'), (machine) => pushContainer(machine, sequence('tuple', machine.popMark()))],
  [0x85, tupleOf(1)],
  [0x86, tupleOf(2)],
  [0x87, tupleOf(3)],
  [code('}'), (machine) => pushContainer(machine, dict())],
  [
    code('d'),
    (machine) => {
      const keysAndValues = machine.popMark();
      return setItems(pushContainer(machine, dict()), keysAndValues);
    },
  ],
  [code('s'), (machine) => setItems(machine, [machine.pop(), machine.pop()].reverse())],
  [code('u'), (machine) => setItems(machine, machine.popMark())],
  [0x8f, (machine) => pushContainer(machine, sequence('set', []))],
  [0x90, (machine) => append(machine, machine.popMark())],
  [0x91, (machine) => pushContainer(machine, sequence('frozenset', machine.popMark()))],
];

const stack: [number, Operation][] = [
  [code('('), (machine) => machine.mark()],
  [code('0'), (machine) => machine.discard()],
  [
    code('1'),
    (machine) => {
      machine.popMark();
      return machine;
    },
  ],
  [code('2'), (machine) => machine.push(machine.peek())],
  [code('p'), (machine) => machine.memoize(lineIndex(machine))],
  [code('q'), (machine) => machine.memoize(machine.input.uint8())],
  [code('r'), (machine) => machine.memoize(machine.input.uint32())],
  [0x94, (machine) => machine.memoize()],
  [code('g'), (machine) => machine.recall(lineIndex(machine))],
  [code('h'), (machine) => machine.recall(machine.input.uint8())],
  [code('j'), (machine) => machine.recall(machine.input.uint32())],
];

const globals: [number, Operation][] = [
  [code('c'), (machine) => machine.push(namedGlobal(machine))],
  [0x93, (machine) => machine.push(computedGlobal(machine))],
  [code('i'), (machine) => callGlobal(machine, namedGlobal(machine), machine.popMark())],
  [
    code('o'),
    (machine) => {
      const [callable, ...args] = machine.popMark();
      return callGlobal(machine, callable, args);
    },
  ],
  [code('R'), (machine) => describeCall(machine, machine.pop())],
  [0x81, (machine) => describeCall(machine, machine.pop())],
  [
    0x92,
    (machine) => {
      const kwargs = machine.pop();
      return describeCall(machine, machine.pop(), kwargs);
    },
  ],
  [code('b'), (machine) => build(machine, machine.pop())],
  [code('P'), pushing('an id', ({ input }) => persistent(lineUnicode(input.line())))],
  [code('Q'), (machine) => machine.push({ kind: 'persistent', id: machine.pop() })],
];

const persistent = (id: string | undefined): Raw | undefined =>
  id === undefined ? undefined : { kind: 'persistent', id };

const refused =
  (what: string): Operation =>
  (machine) =>
    machine.input.fail(`it needs ${what}, which no session has`);

const protocol: [number, Operation][] = [
  [
    0x80,
    (machine) => {
      machine.protocol = machine.input.uint8();
      return machine.protocol > 5 ? machine.input.fail('its protocol is newer than 5') : machine;
    },
  ],
  [
    0x95,
    (machine) => {
      machine.input.require(machine.input.uint64());
      return machine;
    },
  ],
  [0x82, refused('the extension registry')],
  [0x83, refused('the extension registry')],
  [0x84, refused('the extension registry')],
  [0x97, refused('a buffer from outside')],
  /** READONLY_BUFFER changes nothing that can be shown. */
  [0x98, (machine) => machine],
];

/** Every opcode but STOP. */
export const OPERATIONS: ReadonlyMap<number, Operation> = new Map([
  ...numbers,
  ...texts,
  ...containers,
  ...stack,
  ...globals,
  ...protocol,
]);
