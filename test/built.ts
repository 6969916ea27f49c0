import { buildPage, buildShell } from '../scripts/build.ts';

/** Before tests that start the product: two of them that start at once would both build what it is made of. */
export default async function built(): Promise<void> {
  await Promise.all([buildPage().done, buildShell().done]);
}
