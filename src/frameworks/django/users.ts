/** Whom a session names (contrib/auth/__init__.py `get_user`), and the row that belongs to them. */
import { payloadText } from '../../model/payload-text.js';
import { entryOf, isNode, type PayloadValue } from '../../model/payload.js';
import type { Settings } from '../../model/settings.js';
import type { Cell, LinkedNames, Row, RowQuery } from '../../model/store.js';
import type { IdentityClaim, UserDescription } from '../adapter.js';
import { impersonationOf } from './impersonation.js';
import { nameSetting, textSetting } from './settings.js';

/** Only some user models have it, and those of PermissionsMixin under this name. */
const SUPERUSER_COLUMN = 'is_superuser';

export const activeColumn = (settings: Settings): string =>
  nameSetting(settings, 'user_active_column');
const staffColumn = (settings: Settings): string => nameSetting(settings, 'user_staff_column');

const MAX_ID_LENGTH = 200;

/** Without both the id and the backend of the login Django takes nobody to be logged in. */
export function claimOf(payload: PayloadValue): IdentityClaim {
  const id = entryOf(payload, '_auth_user_id');
  const backend = entryOf(payload, '_auth_user_backend');
  if (id === undefined || id === null || backend === undefined) return { kind: 'nobody' };
  const impersonation = impersonationOf(payload);
  return {
    kind: 'user',
    userId: idText(id),
    ...(typeof backend === 'string' ? { backend } : {}),
    ...(impersonation === undefined ? {} : { impersonation }),
  };
}

/** An int up to 1.7, text since; anything else only where a project writes the session itself. */
function idText(id: PayloadValue): string {
  if (typeof id === 'string') return id;
  return isNode(id) && id.kind === 'uuid' ? id.text : payloadText(id, MAX_ID_LENGTH);
}

/** The row of the user model's table; see the settings for its names. */
export function userRowOf(userId: string, settings: Settings): RowQuery | undefined {
  const table = nameSetting(settings, 'user_table');
  const keyColumn = nameSetting(settings, 'user_pk_column');
  const nameColumn = nameSetting(settings, 'user_name_column');
  const password = nameSetting(settings, 'user_password_column');
  return {
    table,
    keyColumn,
    key: keyText(userId, settings),
    columns: [keyColumn, nameColumn],
    optionalColumns: [activeColumn(settings), staffColumn(settings), SUPERUSER_COLUMN, password],
  };
}

/** What everybody sees of a user model: the name, and Django's two flags where it has them. */
export function describeUser(row: Row, settings: Settings): UserDescription {
  const name = row.get(nameSetting(settings, 'user_name_column'));
  const isStaff = flag(row.get(staffColumn(settings)));
  const isSuperuser = flag(row.get(SUPERUSER_COLUMN));
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(isStaff === undefined ? {} : { isStaff }),
    ...(isSuperuser === undefined ? {} : { isSuperuser }),
  };
}

/** SQLite and MySQL keep booleans as 0 and 1. */
export function flag(cell: Cell | undefined): boolean | undefined {
  if (typeof cell === 'boolean') return cell;
  return typeof cell === 'number' || typeof cell === 'bigint' ? Number(cell) !== 0 : undefined;
}

/** The groups of a model with PermissionsMixin; of a model of its own only where its tables are known. */
export function userGroupsOf(userId: string, settings: Settings): LinkedNames | undefined {
  const isDjangos = nameSetting(settings, 'user_table') === 'auth_user';
  const given = settings.get('user_groups_table');
  const table = given ?? (isDjangos ? 'auth_user_groups' : '');
  if (typeof table !== 'string' || table === '') return undefined;
  const keyColumn = nameSetting(settings, 'user_groups_user_column');
  const linkColumn = nameSetting(settings, 'user_groups_group_column');
  const nameColumn = nameSetting(settings, 'group_name_column');
  return {
    links: { table, keyColumn, key: keyText(userId, settings), columns: [linkColumn] },
    linkColumn,
    target: {
      table: nameSetting(settings, 'group_table'),
      keyColumn: nameSetting(settings, 'group_pk_column'),
      columns: [nameColumn],
    },
    nameColumn,
  };
}

/**
 * SQLite and MySQL keep a UUID as 32 hex digits without dashes; PostgreSQL and MariaDB, which know the
 * type, take it in that form as well.
 */
function keyText(userId: string, settings: Settings): string {
  const isUuid = /uuid/i.test(textSetting(settings, 'user_pk_type') ?? '');
  return isUuid ? userId.replaceAll('-', '').toLowerCase() : userId;
}
