/** What discovery found, as adapters take it: secrets, and settings with what the user said on top. */
import type { Config } from '../config/options.js';
import type { Discovery } from '../discovery/discovery.js';
import type { KeyRing } from '../model/keyring.js';
import type { SettingValue } from '../model/settings.js';

export const foundSecrets = (found: Discovery | undefined): KeyRing =>
  found?.secrets.map(({ secret }) => secret) ?? [];

/** By the framework's own names. */
export function settingsFor(
  config: Config,
  found: Discovery | undefined,
): Readonly<Record<string, SettingValue>> {
  const settings = [...(found?.settings ?? [])].map(([name, { value }]) => [name, value] as const);
  const given = config.cookieName === undefined ? [] : [['SESSION_COOKIE_NAME', config.cookieName]];
  // Names of settings are Django's and ours, never a prototype's.
  return Object.fromEntries([...settings, ...given, ...config.setting]) as Readonly<
    Record<string, SettingValue>
  >;
}
