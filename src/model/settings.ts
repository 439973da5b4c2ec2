/** A framework's settings by its own names (`SESSION_COOKIE_NAME`), as discovered or given. */
export type SettingValue = string | number | boolean | null | readonly string[];
export type Settings = ReadonlyMap<string, SettingValue>;
