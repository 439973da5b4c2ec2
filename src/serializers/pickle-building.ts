/**
 * Opcodes that fill containers and describe calls. Where Python would call a method of an unknown
 * object (append, `__setitem__`, `__setstate__`) the arguments are kept beside its description.
 */
import { isRawNode, object, setItem, textOf } from './pickle-values.js';
import type { PickleMachine } from './pickle-machine.js';
import type { Raw, RawGlobal } from './pickle-values.js';
import { utf8 } from './utf8.js';

/** Adds items to the list, set or object on top. */
export function append(machine: PickleMachine, items: readonly Raw[]): PickleMachine {
  const target = machine.peek();
  if (!isRawNode(target)) return machine.input.fail('items are added to a scalar');
  if (target.kind !== 'list' && target.kind !== 'set' && target.kind !== 'object') {
    return machine.input.fail(`items are added to a ${target.kind}`);
  }
  for (const item of items) target.items.push(item);
  return machine;
}

/** Sets keys, each followed by its value, on the dict or object on top. */
export function setItems(machine: PickleMachine, keysAndValues: readonly Raw[]): PickleMachine {
  const target = machine.peek();
  if (!isRawNode(target) || (target.kind !== 'dict' && target.kind !== 'object')) {
    return machine.input.fail('keys are set on what is no mapping');
  }
  machine.spend(keysAndValues.length);
  for (let at = 0; at < keysAndValues.length; at += 2) {
    const key = keysAndValues[at];
    const value = keysAndValues[at + 1];
    if (key === undefined || value === undefined) return machine.input.fail('a key has no value');
    if (target.kind === 'dict') setItem(target, key, value);
    else target.entries.push([key, value]);
  }
  return machine;
}

/** BUILD: the state goes to the object on top; a class that is given one is described as well. */
export function build(machine: PickleMachine, state: Raw): PickleMachine {
  const target = machine.peek();
  if (isRawNode(target) && target.kind === 'object') {
    target.states.push(state);
    return machine;
  }
  if (!isRawNode(target) || (target.kind !== 'global' && target.kind !== 'persistent')) {
    return machine.input.fail('a state is given to plain data');
  }
  const callable = machine.pop();
  return machine.push({ ...object(callable, []), isUncalled: true, states: [state] });
}

/** REDUCE and NEWOBJ: the callable below the arguments on top. */
export function describeCall(machine: PickleMachine, args: Raw, kwargs?: Raw): PickleMachine {
  const callable = machine.pop();
  machine.countNameOrCall();
  return machine.push(object(callable, argumentList(args), kwargs));
}

/** INST and OBJ: the arguments stood above a mark. */
export function callGlobal(
  machine: PickleMachine,
  callable: Raw | undefined,
  args: readonly Raw[],
): PickleMachine {
  if (callable === undefined) return machine.input.fail('an instance has no class');
  machine.countNameOrCall();
  return machine.push(object(callable, args));
}

/** Arguments are a tuple; those that are computed by another call are shown as the one they are. */
const argumentList = (args: Raw): readonly Raw[] =>
  isRawNode(args) && (args.kind === 'tuple' || args.kind === 'list') ? args.items : [args];

/** GLOBAL and INST: module and name on two lines. */
export function namedGlobal(machine: PickleMachine): RawGlobal {
  const module = utf8(machine.input.line());
  const name = utf8(machine.input.line());
  if (module === undefined || name === undefined) {
    return machine.input.fail('the name of a global is not valid');
  }
  return named(machine, module, name);
}

/** STACK_GLOBAL: module and name from the stack. */
export function computedGlobal(machine: PickleMachine): RawGlobal {
  const name = textOf(machine.pop());
  const module = textOf(machine.pop());
  if (module === undefined || name === undefined) {
    return machine.input.fail('the name of a global is not text');
  }
  return named(machine, module, name);
}

function named(machine: PickleMachine, module: string, name: string): RawGlobal {
  machine.countNameOrCall();
  const global: RawGlobal = { kind: 'global', name: `${module}.${name}` };
  machine.globals.add(global.name);
  return global;
}
