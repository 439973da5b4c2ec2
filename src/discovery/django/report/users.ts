/** The user model's tables and columns, as the script tells them. Pure. */
import { anyTextIn, known, recordIn, textIn } from '../../plain-json.js';
import type { GroupTables, UserTable } from '../facts.js';

export function usersFrom(part: unknown): UserTable | undefined {
  const { table, key, keyType, name, password, active, staff, isHashOwn, alias } = recordIn(part);
  if (typeof table !== 'string') return undefined;
  return known({
    table,
    key: textIn(key),
    keyType: textIn(keyType),
    name: textIn(name),
    password: anyTextIn(password),
    active: anyTextIn(active),
    staff: anyTextIn(staff),
    isHashOwn: typeof isHashOwn === 'boolean' ? isHashOwn : undefined,
    alias: textIn(alias),
  });
}

/** All of them, or that there are none. */
export function groupsFrom(part: unknown): GroupTables | undefined {
  const { table, userColumn, groupColumn, groupTable, groupKey, groupName } = recordIn(part);
  if (typeof table !== 'string') return undefined;
  return known({
    table,
    userColumn: textIn(userColumn),
    groupColumn: textIn(groupColumn),
    groupTable: textIn(groupTable),
    groupKey: textIn(groupKey),
    groupName: textIn(groupName),
  });
}
