/** The adapters that a user's choice of framework comes to. */
import { SpyError } from './errors.js';
import type { FrameworkAdapter } from './frameworks/adapter.js';
import { adapterNamed, adapters } from './frameworks/registry.js';

/** All of them for `auto`. Throws SpyError SPY_CONFIG for a name that is none of theirs. */
export function adaptersFor(name: string): readonly FrameworkAdapter[] {
  if (name === 'auto') return adapters;
  const adapter = adapterNamed(name);
  if (adapter !== undefined) return [adapter];
  const known = ['auto', ...adapters.map((one) => one.name)].join(', ');
  throw new SpyError('SPY_CONFIG', `The framework "${name}" is not known: write one of ${known}.`);
}
