import { defineConfig } from 'oxlint';

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise'],
  jsPlugins: ['./scripts/import-rule.ts'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true },
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-unassigned-import': 'off',
    'max-lines': ['error', { max: 300 }],
    'no-empty': ['error', { allowEmptyCatch: false }],
    'no-shadow': 'off',
    'no-await-in-loop': 'off',
    'no-restricted-imports': [
      'error',
      { name: 'zod', message: 'Write schemas with zod/mini, so that a room loads 16 kB less script.' },
    ],
    'no-underscore-dangle': 'off',
    'promise/always-return': 'off',
    // What may import what: scripts/house.ts.
    'tandem/imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/no-floating-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    'unicorn/require-post-message-target-origin': 'off',
  },
  overrides: [
    {
      // One table of all limits, which grows with the product.
      files: ['shared/limits.ts'],
      rules: { 'max-lines': 'off' },
    },
    {
      files: ['**/*.test.ts', 'test/**', 'e2e/**', 'bench/**'],
      rules: {
        'typescript/no-non-null-assertion': 'off',
        'typescript/no-unnecessary-type-assertion': 'off',
      },
    },
    {
      files: ['scripts/*.{ts,mjs}', 'bench/**'],
      rules: { 'no-console': 'off' },
    },
  ],
  ignorePatterns: ['web/dist', 'node_modules', '.tandem'],
});
