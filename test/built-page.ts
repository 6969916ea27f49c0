import { buildPage } from '../scripts/page.ts';

/** Before tests that start the whole product: two of them that start at once would both build its page. */
export default function builtPage(): Promise<void> {
  return buildPage().done;
}
