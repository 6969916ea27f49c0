import { defineConfig, type OxlintOverride } from 'oxlint';

/**
 * What may import what (the table in CONTRIBUTING.md). An override takes the place of a rule, it does not add to it:
 * each is made by {@link importBan}, which repeats what holds everywhere.
 */
const everywhere = {
  paths: [
    {
      name: 'zod',
      message: 'Write schemas with zod/mini, so that a room loads 16 kB less script.',
    },
  ],
  patterns: [{ group: ['**/bench/**'], message: 'Nothing imports a bench.' }],
};

const importBan = (group: string[], message: string): NonNullable<OxlintOverride['rules']> => ({
  'no-restricted-imports': [
    'error',
    { paths: everywhere.paths, patterns: [...everywhere.patterns, { group, message }] },
  ],
});

const platform = ['cloudflare:*', 'agents', 'agents/*', '@cloudflare/ai-chat*', 'partykit*', 'partyserver*'];
const parts = ['**/room/**', '**/agent/**', '**/executor/**', '**/web/**'];
const otherParts = (own: string): string[] => parts.filter((part) => part !== `**/${own}/**`);

/** The coder's rooms from the ground up: each imports those before it alone, coder.ts and tables.ts all. */
const agentFloors = [
  'storage',
  'text',
  'replica',
  'undo',
  'edits',
  'models',
  'host',
  'runs',
  'terminal',
  'approvals',
  'tools',
  'turn',
  'chat',
  'owner',
  'http',
];

/** The page's rooms, likewise; what stands in web/ itself is below them all, but for App.tsx and main.tsx. */
const webFloors = [
  'ui',
  'coder',
  'commands',
  'import',
  'owner',
  'settings',
  'presence',
  'runs',
  'search',
  'share',
  'status',
  'files',
  'editor',
  'chat',
  'home',
  'page',
];

const above = (floors: readonly string[], room: string): string[] =>
  floors.slice(floors.indexOf(room) + 1).map((higher) => `**/${higher}/**`);

const aboveInAgent = (room: string): string[] => [
  ...otherParts('agent'),
  ...above(agentFloors, room),
  '**/coder.ts',
  '**/tables.ts',
];

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true },
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-unassigned-import': 'off',
    'max-lines': ['error', { max: 300 }],
    'no-empty': ['error', { allowEmptyCatch: false }],
    'no-shadow': 'off',
    'no-await-in-loop': 'off',
    'no-restricted-imports': ['error', everywhere],
    'no-underscore-dangle': 'off',
    'promise/always-return': 'off',
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
      files: ['shared/*.ts'],
      excludeFiles: ['shared/*.test.ts'],
      rules: importBan([...platform, './protocol/**', '../**'], 'shared/ is the ground floor.'),
    },
    {
      files: ['shared/protocol/**/*.ts'],
      excludeFiles: ['shared/protocol/**/*.test.ts'],
      rules: importBan([...platform, '../../**'], 'shared/protocol imports shared/ alone.'),
    },
    {
      files: ['party/auth.ts'],
      rules: importBan([...platform, './**', ...parts], 'Keys and tokens import shared/ alone.'),
    },
    {
      files: ['party/env.ts'],
      rules: importBan([...platform, './**', ...parts], 'The bindings are typed by shared/ alone.'),
    },
    {
      files: ['party/quotas/**/*.ts'],
      excludeFiles: ['party/quotas/**/*.test.ts'],
      rules: importBan([...parts, '../worker.ts'], 'party/quotas imports shared/, auth.ts and env.ts.'),
    },
    {
      files: ['party/room/**/*.ts'],
      excludeFiles: ['party/room/host-*.ts', 'party/room/**/*.test.ts'],
      rules: importBan(
        [...platform, ...otherParts('room')],
        "The room's core imports no platform and no sibling.",
      ),
    },
    {
      files: ['party/agent/tables.ts'],
      rules: importBan([...platform, ...otherParts('agent')], 'Only coder.ts wires the platform.'),
    },
    ...agentFloors.map((room) => ({
      files: [`party/agent/${room}/**/*.ts`],
      excludeFiles: ['party/agent/chat/sdk-chat-host.ts', 'party/agent/**/*.test.ts'],
      rules: importBan([...platform, ...aboveInAgent(room)], 'The rooms of party/agent import those below.'),
    })),
    {
      files: ['party/agent/chat/sdk-chat-host.ts'],
      rules: importBan(
        aboveInAgent('chat'),
        'Of the platform it imports the chat it hosts; rooms, those below.',
      ),
    },
    {
      files: ['party/executor/**/*.ts'],
      excludeFiles: [
        'party/executor/index.ts',
        'party/executor/isolate/harness.ts',
        'party/executor/isolate/shell/main.ts',
        'party/executor/loopbacks/*.ts',
        'party/executor/**/*.test.ts',
      ],
      rules: importBan(
        [...platform, ...otherParts('executor')],
        'Only index.ts, loopbacks/ and what runs in the isolate import the platform; siblings meet in shared/.',
      ),
    },
    {
      files: ['web/**/*.{ts,tsx}'],
      rules: importBan([...platform, '**/party/**'], 'The page and the servers meet in shared/.'),
    },
    ...webFloors.map((room) => ({
      files: [`web/${room}/**/*.{ts,tsx}`],
      excludeFiles: ['web/**/*.test.ts'],
      rules: importBan(
        [...platform, '**/party/**', ...above(webFloors, room), '**/App.tsx', '**/main.tsx'],
        'The rooms of web/ import those below; the page and the servers meet in shared/.',
      ),
    })),
    {
      files: ['**/*.test.ts', 'test/**', 'e2e/**', 'bench/**'],
      rules: {
        'typescript/no-non-null-assertion': 'off',
        'typescript/no-unnecessary-type-assertion': 'off',
      },
    },
    {
      files: ['bench/**'],
      rules: { 'no-restricted-imports': 'off' },
    },
    {
      files: ['scripts/*.{ts,mjs}', 'bench/**'],
      rules: { 'no-console': 'off' },
    },
  ],
  ignorePatterns: ['web/dist', 'node_modules', '.tandem'],
});
