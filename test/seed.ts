/**
 * What chance begins with in the tests that edit, delay or kill at random; each of them tells it first. The gate takes
 * the same in every run, `test:all` and `test:long` a new one. A run is repeated with the variable `TANDEM_SEED`.
 */
export const firstSeed = Number(process.env['TANDEM_SEED'] || 0);
if (!Number.isInteger(firstSeed) || firstSeed < 0 || firstSeed >= 2 ** 32)
  throw new Error('TANDEM_SEED is a whole number from 0 to 4294967295.');

console.info(`TANDEM_SEED=${firstSeed}`);
