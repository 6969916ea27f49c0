import { defineConfig } from 'vitest/config';

/** Where a machine wants to read the results, beside what people see. */
const reports = process.env['TANDEM_REPORTS'];

export default defineConfig({
  test: {
    ...(reports === undefined
      ? {}
      : { reporters: ['default', ['json', { outputFile: `${reports}/vitest-${process.pid}.json` }]] }),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,party,web,scripts,test}/**/*.test.ts'],
          exclude: ['**/*.product.test.ts', '**/node_modules/**'],
        },
      },
      {
        // Against the running product: real workerd processes, real sockets. One file at a time.
        test: {
          name: 'product',
          include: ['{shared,party,web,scripts,test}/**/*.product.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
