import { expect, it } from 'vitest';
import { limitOf } from './most-edits.ts';

it.each([
  [{ serverCores: 0.98, driverBusy: 0.5, otherCores: 0.02 }, 'server CPU'],
  [{ serverCores: 0.5, driverBusy: 0.9, otherCores: 0.02 }, 'driver'],
  [{ serverCores: 0.9, driverBusy: 0.9, otherCores: 0.5 }, 'server CPU, driver, other work'],
  [{ serverCores: 0.3, driverBusy: 0.1, otherCores: 0.02 }, 'not CPU'],
  [{ serverCores: undefined, driverBusy: 0.1, otherCores: undefined }, 'unknown'],
])('names what %o was limited by: %s', (seen, limit) => {
  expect(limitOf(seen)).toBe(limit);
});
