import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // No module holds state, so that test files may share one worker: a fifth quicker.
    isolate: false,
    maxWorkers: 2,
  },
});
