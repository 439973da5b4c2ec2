/** Every framework that sessionspy knows; the order is that in which cookies are offered to them. */
import type { FrameworkAdapter } from './adapter.js';
import { django } from './django.js';

export const adapters: readonly FrameworkAdapter[] = [django];

/** The adapter of that name; undefined where there is none. */
export const adapterNamed = (name: string): FrameworkAdapter | undefined =>
  adapters.find((adapter) => adapter.name === name);
