import { buildPage, buildIsolates } from '../scripts/build.ts';

/** Builds the product before the tests that start it: two that start at once would both build it. */
export default async function built(): Promise<void> {
  await Promise.all([buildPage(), ...buildIsolates()].map(({ done }) => done));
}
