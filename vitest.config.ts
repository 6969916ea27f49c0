import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';
import { justBash } from './party/executor/just-bash.ts';
import { gateReporter } from './scripts/testing/vitest-reporter.ts';

/** The gate reads the results, beside what people see; a test that was singled out for a while must not pass it. */
const isGate = process.env['TANDEM_REPORT'] !== undefined;

/** The shell's bash is changed as its build changes it: what Vitest does not read itself, no plugin sees. */
const server = { deps: { inline: [/just-bash/] } };

/** `--mode long`: the tests under `stress/` do more of the same. */
export default defineConfig(({ mode }) => {
  const isLong = mode === 'long';
  const seed = process.env['TANDEM_SEED'] || (isLong ? `${randomInt(2 ** 32)}` : '0');
  const env = { TANDEM_COUNTS: isLong ? 'long' : 'short', TANDEM_SEED: seed };
  const hourMs = 3_600_000;
  return {
    test: {
      ...(isGate ? { reporters: [gateReporter, 'default'], allowOnly: false } : {}),
      projects: [
        {
          plugins: [justBash()],
          test: {
            name: 'unit',
            server,
            maxWorkers: '100%',
            // A worker for each file would spend half the time on loading the same modules again.
            isolate: false,
            include: ['{shared,party,web,scripts,test,bench}/**/*.test.ts'],
            exclude: ['**/*.product.test.ts', '**/stress/**', '**/node_modules/**'],
          },
        },
        {
          // Many seeds, many frames, in this process.
          test: {
            name: 'stress',
            maxWorkers: '100%',
            include: ['{shared,party,web}/**/stress/*.test.ts'],
            exclude: ['**/*.product.test.ts', '**/node_modules/**'],
            env,
            testTimeout: isLong ? 2 * hourMs : 600_000,
          },
        },
        {
          // Against the running product: real workerd processes, real sockets. Two at a time: half of it is waiting.
          plugins: [justBash()],
          test: {
            name: 'product',
            server,
            include: ['{shared,party,web,scripts,test}/**/*.product.test.ts'],
            maxWorkers: 2,
            globalSetup: './test/built.ts',
            env,
            testTimeout: isLong ? hourMs : 120_000,
            hookTimeout: 120_000,
          },
        },
      ],
    },
  };
});
