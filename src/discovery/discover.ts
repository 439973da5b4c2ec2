/** Looks into a project's folder for what sessions need. The only thing ever run is that project. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { discoverDjango } from './django/django.js';
import type { Discovery } from './discovery.js';

export type { Discovery } from './discovery.js';

export interface DiscoverOptions {
  /** Whether the project's own Python may be run. */
  readonly run: boolean;
  /** For how long, in milliseconds; default ten seconds. */
  readonly timeLimitMs?: number;
  readonly signal?: AbortSignal;
  /** Default: that of this process. */
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
}

/** undefined: no project that we know is in the folder itself; those above and below do not count. */
export async function discover(
  folder: string,
  options: DiscoverOptions,
): Promise<Discovery | undefined> {
  const project = resolve(folder);
  const manage = await stat(join(project, 'manage.py')).catch(() => undefined);
  if (manage?.isFile() !== true) return undefined;
  return discoverDjango(project, { environment: process.env, timeLimitMs: 10_000, ...options });
}
