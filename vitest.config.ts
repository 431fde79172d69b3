import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{engine,storage,signing,exchange,office,workflows,server,scripts}/**/*.test.ts'],
    globalSetup: ['storage/testing/globalSetup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    // A process keeps its modules from one file to the next: loading them was a sixth of all the work.
    isolate: false,
    passWithNoTests: false,
  },
});
