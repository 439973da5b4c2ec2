/** What the lists are narrowed to, in words. */
import type { TuiModel } from '../model.js';
import type { Source } from '../source.js';

/** `ada`, `s-1a2b3c`, `c4`: in the order in which they were chosen. */
export const narrowedTo = ({ scope }: TuiModel, { journal }: Source): readonly string[] =>
  Object.entries(scope).map(([kind, key]: [string, string]) =>
    kind === 'user' ? (journal.user(key)?.label ?? key.replace(/^authenticated /, '')) : key,
  );
