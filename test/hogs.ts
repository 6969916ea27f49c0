/** Programs that fill the memory, and that no guard inside the runtime can end. */
export const hogs = {
  objects:
    'export default () => { const all = []; for (;;) all.push(new Array(100_000).fill(Math.random())); }',
  buffers: `export default async () => {
    for (const all = []; ; ) {
      all.push(new Uint8Array(64 * 2 ** 20).fill(1));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }`,
};
/** No more memory than the test needs: a small machine may be slow to hand out gigabytes. */
export const hogSettings = { EXECUTOR_MEMORY_MIB: '1024' };
