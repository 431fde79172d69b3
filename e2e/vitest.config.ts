import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['scenarios/**/*.e2e.ts'],
    globalSetup: ['support/globalSetup.ts'],
    testTimeout: 400_000,
    hookTimeout: 400_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
});
