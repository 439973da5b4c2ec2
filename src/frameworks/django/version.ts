/** Django versions, for rules that changed between them. */
import type { Settings } from '../../model/settings.js';
import { textSetting } from './settings.js';

/** Whether the app's Django is at least this version; undefined when its version is not known. */
export function isDjangoAtLeast(settings: Settings, minimum: string): boolean | undefined {
  const version = parts(textSetting(settings, 'django_version') ?? '');
  if (version === undefined) return undefined;
  for (const [at, wanted] of (parts(minimum) ?? []).entries()) {
    const part = version[at] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

/** The numbers of `4.2.11` or `5.0rc1`; undefined for what begins with none. */
function parts(version: string): number[] | undefined {
  const [numbers] = /^\d+(\.\d+)*/.exec(version) ?? [];
  return numbers?.split('.').map(Number);
}
