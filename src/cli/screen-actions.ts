/** What the screen can have done with what a spy or a recording holds. */
import { access } from 'node:fs/promises';
import { SpyError } from '../errors.js';
import type { Recording } from '../recording.js';
import type { Spy } from '../spy.js';
import { MASK, namesPassword, withoutPasswords } from '../tui/view/hiding.js';
import type { ScreenActions } from '../tui/screen/actions.js';

export const screenActions = (spy: Spy | Recording): ScreenActions => ({
  saveHar: async (path, seqs) => {
    await refuseToReplace(path);
    await spy.saveHar(path, seqs);
    return `saved ${seqs.length.toLocaleString('en-US')} exchanges to ${path}`;
  },
  entryJson: (seq, masked) => {
    const entry = spy.harEntry(seq, masked ? 'safe' : 'off');
    return entry && JSON.stringify(entry, withoutPassword, 2);
  },
  rereadSession: async (seq) => {
    const snapshot = await spy.rereadSession(seq);
    if (snapshot === undefined) throw new Error('This request had no session.');
    return snapshot;
  },
  clear: () => {
    spy.clear();
  },
});

/** Passwords are not copied, in whatever way they stand in an entry. */
function withoutPassword(this: unknown, key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const holder = this as { readonly name?: unknown };
  const isNamed = key === 'value' && typeof holder.name === 'string' && namesPassword(holder.name);
  return isNamed || namesPassword(key) ? MASK : withoutPasswords(value);
}

/** Nothing that is there is lost for a name that was typed. */
export async function refuseToReplace(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw new SpyError('SPY_OUTPUT_UNWRITABLE', `${path} is there already: give another name.`);
}
