/** With Playwright: one spy for all tests of a worker, one page of its recording for each step. */
import { test as base, expect } from '@playwright/test';
import { startSpy } from 'sessionspy';

const test = base.extend({
  spy: [
    async ({}, use) => {
      const spy = await startSpy({
        target: process.env.APP_URL,
        framework: 'django',
        stores: [process.env.APP_STORE],
        secrets: [process.env.APP_SECRET],
        settings: { SESSION_COOKIE_NAME: 'sessionid' },
        snapshot: 'exact',
        ...(process.env.HAR === undefined ? {} : { har: process.env.HAR }),
      });
      await use(spy);
      await spy.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ spy }, use) => {
    await use(spy.url);
  },
  // Every test is a step: its requests stand under its title in the recording.
  step: [
    async ({ spy }, use, testInfo) => {
      spy.step(testInfo.title);
      await use();
    },
    { auto: true },
  ],
});

let ada;

test('log in', async ({ page, spy }) => {
  await page.goto('/login/');
  await page.getByLabel('Username').fill('ada');
  await page.getByLabel('Password').fill('ada-password');
  await page.getByRole('button', { name: 'Log in' }).click();
  const login = await spy.waitFor('event:logged-in user:ada');
  ada = spy.storageState(login.session.after.tag);
});

test('go on as ada, without logging in again', async ({ browser, spy }) => {
  const { seq } = spy.exchanges().at(-1);
  const context = await browser.newContext({ storageState: ada });
  const page = await context.newPage();
  await page.goto(`${spy.url}/me/`);
  await expect(page.locator('body')).toContainText('ada');
  await context.close();
  await spy.idle();
  const since = spy.exchanges({ after: seq, filter: 'path:/me/' });
  expect(since.map(({ session }) => session.actor.name)).toEqual(['ada']);
});

test('log out', async ({ browser, spy }) => {
  const context = await browser.newContext({ storageState: ada });
  const page = await context.newPage();
  await page.goto(`${spy.url}/`);
  await page.getByRole('button', { name: 'Log out' }).click();
  const logout = await spy.waitFor('event:logged-out');
  expect(logout.session.kinds).toEqual(['logged-out', 'destroyed']);
  await context.close();
});
