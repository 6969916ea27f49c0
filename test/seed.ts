/**
 * The first seed of the tests that edit, delay or kill at random; each prints it first. The gate uses the
 * same seed in every run, `test:all` and `test:long` a new one. The variable `TANDEM_SEED` repeats a run.
 */
export const firstSeed = Number(process.env['TANDEM_SEED'] || 0);
if (!Number.isInteger(firstSeed) || firstSeed < 0 || firstSeed >= 2 ** 32)
  throw new Error('TANDEM_SEED is a whole number from 0 to 4294967295.');

console.info(`TANDEM_SEED=${firstSeed}`);
