/** How TypeScript checks a room's programs: the editor and the agent's checks agree. By TypeScript's own numbers. */
export const programOptions = {
  /** ESNext, both. */
  target: 99,
  module: 99,
  /** `bundler`. */
  moduleResolution: 100,
  /** Every file is a module. */
  moduleDetection: 3,
  // As the executor resolves imports: a bare name, or one after `#` or `/`, starts at the room's root.
  paths: { '#*': ['*'], '/*': ['*'] },
  lib: ['lib.esnext.d.ts', 'lib.webworker.d.ts'],
  /** Preserve. */
  jsx: 1,
  strict: true,
  // Programs may leave `env` and their arguments untyped.
  noImplicitAny: false,
  allowJs: true,
  allowImportingTsExtensions: true,
  allowNonTsExtensions: true,
  resolveJsonModule: true,
  noEmit: true,
};
