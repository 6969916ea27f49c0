/**
 * Sucrase by its CommonJS files, in Node and in the bundle alike: so its transform and its parser are the ones whose way
 * back is counted. Its types describe them elsewhere.
 */
declare module 'sucrase/dist/index.js' {
  export { transform } from 'sucrase';
}
declare module 'sucrase/dist/parser/index.js' {
  export { parse } from 'sucrase/dist/types/parser/index.js';
}
declare module 'sucrase/dist/parser/traverser/base.js' {
  import type State from 'sucrase/dist/types/parser/tokenizer/state.js';
  const base: { state: State | undefined };
  export default base;
}
