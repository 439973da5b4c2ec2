/** With Node's own test runner: node --test */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startSpy } from 'sessionspy';

const { APP_URL, APP_STORE, APP_SECRET } = process.env;
let spy;

before(async () => {
  spy = await startSpy({
    target: APP_URL,
    framework: 'django',
    stores: [APP_STORE],
    secrets: [APP_SECRET],
    // Each answer waits until its session was read: no race between the test and the look-up.
    snapshot: 'exact',
  });
});

after(async () => {
  await spy.close();
});

test('a login gives the session another id', async () => {
  const form = await fetch(`${spy.url}/login/`);
  const [, token] = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(await form.text());
  const csrftoken = form.headers.getSetCookie()[0].split(';')[0];
  const counted = await fetch(`${spy.url}/counter/`, { headers: { cookie: csrftoken } });
  const anonymous = counted.headers.getSetCookie()[0].split(';')[0];

  await fetch(`${spy.url}/login/`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: `${csrftoken}; ${anonymous}`, origin: spy.url },
    body: new URLSearchParams({
      csrfmiddlewaretoken: token,
      username: 'ada',
      password: 'ada-password',
    }),
  });

  const login = await spy.waitFor('event:logged-in');
  assert.equal(login.session.actor.name, 'ada');
  assert.deepEqual(login.session.kinds, ['rotated', 'logged-in']);
  assert.notEqual(login.session.before.tag, login.session.after.tag);
  // What the visitor had counted before the login is still there.
  assert.deepEqual(
    login.session.changes.filter(({ path }) => path[0] === 'count'),
    [],
  );
});
