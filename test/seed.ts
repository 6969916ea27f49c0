/**
 * What chance begins with in the tests that edit, delay or kill at random; each of them tells it first. The gate takes
 * the same in every run, `test:all` and `test:long` a new one. A run is repeated with the variable `TANDEM_SEED`.
 */
export const firstSeed = Number(process.env['TANDEM_SEED'] ?? 0);
if (!Number.isSafeInteger(firstSeed)) throw new Error('TANDEM_SEED is a whole number.');

console.info(`TANDEM_SEED=${firstSeed}`);
