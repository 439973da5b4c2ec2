import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  workers: 1,
  reporter: 'line',
  use: {
    launchOptions: {
      // The system's Chromium; leave it out to use the one that `playwright install` brings.
      executablePath: process.env.CHROMIUM_PATH,
      args: process.env.CHROMIUM_ARGS?.split(' ') ?? [],
    },
  },
});
