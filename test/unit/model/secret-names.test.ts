import { describe, expect, it } from 'vitest';
import { fieldNameKind, isSecretCookieName, nameKind } from '../../../src/model/secret-names.js';

describe('nameKind', () => {
  it.each([
    'password',
    'new_password1',
    'oldPassword',
    'user[password]',
    'pwd',
    'user_pass',
    'passphrase',
  ])('%s is a password', (name) => {
    expect(nameKind(name)).toBe('password');
  });

  it.each([
    'csrfmiddlewaretoken',
    'authenticity_token',
    '_token',
    'accessToken',
    'api_key',
    'apiKey',
    'X-API-Key',
    'client_secret',
    '_auth_user_hash',
    '_csrftoken',
    '_password_reset_token',
    'session',
    'session_key',
    'sessionid',
    'PHPSESSID',
    'sid',
    'auth',
    'otp',
    'signature',
    'SAMLResponse',
    'jwt',
    'credentials',
    'google-oauth2_state',
  ])('%s is a secret', (name) => {
    expect(nameKind(name)).not.toBe('plain');
  });

  it.each([
    '_auth_user_id',
    '_auth_user_backend',
    '_session_expiry',
    '_messages',
    'author',
    'count',
    'username',
    'max_tokens',
    'token_type',
    'compass',
    'passenger',
    'cart',
    'key',
    'sidebar',
    'design',
    'session_count',
    'password_changed_at',
    'favorite_color',
    '',
  ])('%s is nothing to hide', (name) => {
    expect(nameKind(name)).toBe('plain');
  });
});

describe('isSecretCookieName', () => {
  it.each([
    'sessionid',
    'csrftoken',
    'connect.sid',
    'PHPSESSID',
    'JSESSIONID',
    'laravel_session',
    'XSRF-TOKEN',
    '_app_session',
    'remember_web_59ba36',
    '.AspNetCore.Identity.Application',
    'ASP.NET_SessionId',
    '__Host-sid',
    'next-auth.session-token',
    'wordpress_logged_in_5',
  ])('%s', (name) => {
    expect(isSecretCookieName(name)).toBe(true);
  });

  it.each(['theme', 'id', 'messages', 'django_language', '_ga', 'sidebar', 'cookie_consent'])(
    'not %s',
    (name) => {
      expect(isSecretCookieName(name)).toBe(false);
    },
  );
});

describe('fieldNameKind', () => {
  it.each(['X-CSRFToken', 'X-XSRF-TOKEN', 'X-Auth-User', 'X-Api-Key', 'X-Session-Id'])(
    '%s',
    (name) => {
      expect(fieldNameKind(name)).toBe('secret');
    },
  );

  it.each(['WWW-Authenticate', 'Sec-WebSocket-Key', 'Host', 'X-Request-Id', 'Idempotency-Key'])(
    'not %s',
    (name) => {
      expect(fieldNameKind(name)).toBe('plain');
    },
  );
});
