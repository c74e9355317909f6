import { defineConfig } from 'vitest/config';
import { contractReporter } from './contract-reporter.ts';

// For programs, besides what is shown.
const report = process.env['ICB_TEST_REPORT'] ?? '';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    reporters: ['default', contractReporter, ...(report === '' ? [] : ['json' as const])],
    ...(report === '' ? {} : { outputFile: { json: report } }),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // No module holds state, so that test files may share one worker: a fifth quicker.
    isolate: false,
    maxWorkers: 2,
    // Both processors run tests: what a lab leaves behind is collected seldom, and by the thread that made it. A quarter quicker.
    execArgv: ['--min-semi-space-size=32', '--max-semi-space-size=32', '--single-threaded-gc'],
  },
});
