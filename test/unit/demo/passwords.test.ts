import { describe, expect, it } from 'vitest';
import { checkPassword, hashPassword } from '../../../src/demo/passwords.js';
import { sessionAuthHash } from '../../../src/demo/users.js';

/** Made by the Django named, for the password "correct horse". */
const HASHED_BY_DJANGO = [
  ['1.4.22', 'pbkdf2_sha256$10000$NaClSalt22ch$2fHQSus3/i+mEMXbsnw7Yv2uSIKuRrODGgXmT1JFuyE='],
  [
    '3.2.25',
    'pbkdf2_sha256$260000$NaClSalt22chars4Django$JSyxps8MpiKNC64L4mgHyuYh7ZMqPm/a4hyUbU2bdmc=',
  ],
  [
    '4.2.30',
    'pbkdf2_sha256$600000$NaClSalt22chars4Django$HRDwc5trfctOtkr+SyVf7a2lRUQzZxUrpLE9oiRLwok=',
  ],
] as const;

describe('checkPassword', () => {
  it.each(HASHED_BY_DJANGO)(
    'accepts what Django %s hashed, and no other password',
    async (_, encoded) => {
      expect(await checkPassword('correct horse', encoded)).toBe(true);
      expect(await checkPassword('correct horsf', encoded)).toBe(false);
    },
  );

  it.each([
    ['an unusable password', '!CHBhnpMDqDLK2cWYzqSBsiTbzKAaVNzRP3aUKbAA'],
    ['another algorithm', 'md5$NaClSalt22ch$a96ab033a437f81058ef04c7b3241e40'],
    ['nothing', ''],
    ['no iterations', 'pbkdf2_sha256$0$salt$AAAA'],
    ['more iterations than anybody uses', 'pbkdf2_sha256$99999999999$salt$AAAA'],
  ])('refuses %s', async (_, encoded) => {
    expect(await checkPassword('correct horse', encoded)).toBe(false);
  });
});

describe('hashPassword', () => {
  it('writes the form of Django 4.2, with a new salt each time', async () => {
    const [one, other] = await Promise.all([hashPassword('ada'), hashPassword('ada')]);
    expect(one).toMatch(/^pbkdf2_sha256\$600000\$[A-Za-z0-9]{22}\$[A-Za-z0-9+/]{43}=$/);
    expect(one).not.toBe(other);
    expect(await checkPassword('ada', one)).toBe(true);
  });
});

describe('sessionAuthHash', () => {
  it.each([
    [
      '3.2.25',
      's3cret',
      'pbkdf2_sha256$260000$YNxtbT47QN4sV1Cak95mlm$X+zd/LyR/zHRgbuZBO8tQxE1gvT/svfAKHM5w3rgpts=',
      'b3b395fb00d86a0a6e6b064843a88898bbf07c76c5d4da3104a3aa61595d539c',
    ],
    [
      '4.2.30',
      's3cret',
      'pbkdf2_sha256$600000$7tBi0MOozv3BEiW6XaZkTZ$+kFcRlHO7f5WTlFgi247sBwnVm0joHdqIt1ogWoXY6U=',
      'cb647b28fa330f6defb0d79dde6b75113e1b7c87c1cac034367b92a49a14e778',
    ],
    [
      '6.0.4',
      'django-insecure-2f$k^w!8z@q#p0r(t)y_u+i=o-a3',
      'pbkdf2_sha256$1200000$JPero5WAl204iIrRZAvcLB$ty0LW3CHYFF34Uq2VyWorV9PQOJEswW13c3lXHypLw8=',
      '6c2959fe342f1c4aaa814b76276d5a26af68f13a9d02487b615802eb08d3c41f',
    ],
  ])('is the one that Django %s put into the session', (_, secretKey, password, expected) => {
    expect(sessionAuthHash({ password }, secretKey)).toBe(expected);
  });
});
