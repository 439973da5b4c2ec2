import { defineConfig } from 'vitest/config';

/** Measurements, one file after the other, their tables on stdout: `npm run bench`. */
export default defineConfig({
  test: {
    include: ['test/bench/**/*.bench.ts'],
    testTimeout: 600_000,
    pool: 'forks',
    fileParallelism: false,
    disableConsoleIntercept: true,
    reporters: ['default'],
  },
});
