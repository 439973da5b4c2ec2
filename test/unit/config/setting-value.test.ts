import { describe, expect, it } from 'vitest';
import { parseSetting } from '../../../src/config/setting-value.js';

describe('parseSetting', () => {
  it.each([
    ['SESSION_COOKIE_NAME=sid', 'sid'],
    ['cache_key_format=shop:1:{}', 'shop:1:{}'],
    ['django_version=4', '4'],
    ['SESSION_COOKIE_AGE=3600', 3600],
    ['USE_TZ=False', false],
    ['user_hash_is_own=true', true],
    ['SESSION_FILE_PATH=None', null],
    ['AUTHENTICATION_BACKENDS=["a.B", "c.D"]', ['a.B', 'c.D']],
    ['user_groups_table=', ''],
    ['session_salt=a=b', 'a=b'],
  ])('reads %s', (text, value) => {
    expect(parseSetting(text)).toEqual({ ok: true, value: [[text.split('=', 1)[0], value]] });
  });

  it.each([
    ['SESSION_COKIE_NAME=x', 'names no setting that is read: write SESSION_COOKIE_NAME'],
    ['colour=red', 'names no setting that is read: docs/stores.md lists those there are'],
    ['SESSION_ENGINE', 'is not of the form NAME=VALUE: write USE_TZ=false, say'],
    ['=x', 'is not of the form NAME=VALUE: write USE_TZ=false, say'],
  ])('refuses %s', (text, fault) => {
    expect(parseSetting(text)).toEqual({ ok: false, fault });
  });
});
