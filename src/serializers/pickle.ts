/**
 * Python pickles of protocols 0 to 5 as data, without Python and without running anything. A small
 * stack machine (pickle-machine, pickle-opcodes) builds a graph in which calls are only described;
 * pickle-unfold makes a bounded tree of it.
 * Example: 80 02 7d 71 01 55 05 "count" 71 02 4b 06 73 2e is {"count": 6}, protocol 2.
 */
import type { Deserialized } from '../model/payload.js';
import { unsafeGlobals } from './pickle-globals.js';
import { PickleInput } from './pickle-input.js';
import { PickleMachine } from './pickle-machine.js';
import { OPERATIONS, PROTOCOL_0, STOP } from './pickle-opcodes.js';
import { unfold } from './pickle-unfold.js';
import type { Raw } from './pickle-values.js';
import { READ_LIMITS, ReadBudget, type ReadLimits } from './read-limits.js';
import { deserialized, Unreadable } from './unreadable.js';

/** Reads one pickle; bytes after its end are ignored, as Python does. */
export function readPickle(bytes: Uint8Array, limits: ReadLimits = READ_LIMITS): Deserialized {
  return deserialized(() => {
    const budget = new ReadBudget(limits, bytes.length);
    const { root, protocol, globals } = run(new PickleMachine(new PickleInput(bytes)));
    return {
      payload: unfold(root, budget),
      format: `pickle protocol ${protocol}`,
      unsafeGlobals: unsafeGlobals(globals),
    };
  });
}

/**
 * How many bytes the pickle at the start takes, for values that are several pickles in a row;
 * undefined where it is broken.
 */
export function pickleLength(bytes: Uint8Array): number | undefined {
  const input = new PickleInput(bytes);
  try {
    run(new PickleMachine(input));
    return input.offset;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function run(machine: PickleMachine): {
  readonly root: Raw;
  readonly protocol: number;
  readonly globals: ReadonlySet<string>;
} {
  let isText = true;
  for (let opcode = machine.step(); opcode !== STOP; opcode = machine.step()) {
    const operation = OPERATIONS.get(opcode);
    if (operation === undefined) return machine.input.fail('an opcode is not known');
    isText &&= PROTOCOL_0.has(opcode);
    operation(machine);
  }
  const protocol = machine.protocol ?? (isText ? 0 : 1);
  return { root: machine.pop(), protocol, globals: machine.globals };
}
