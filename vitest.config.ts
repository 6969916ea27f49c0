import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
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
