import type { Seed } from './seed.ts';

const readme = `# Launch day

A small program, and a room to work on it together. Three things to try:

1. **Type together.** Press Share, send the link, and open this file with somebody.
2. **Run it.** Open main.ts and press Run. Everyone in the room sees the output.
3. **Ask the agent.** It edits these files as you do, with a cursor of its own. Say in the chat:

   - \`in src/greeting.ts replace Hello with Ahoy\`
   - \`run main.ts\`
   - \`create notes.md: What we learned today\`
   - \`help\` shows all it understands without a model.

There is a small to-do in src/greeting.ts. Who takes it, you or the agent?
`;

const main = `import { countdown } from './src/countdown.ts';
import { crew } from './src/crew.ts';
import { greeting } from './src/greeting.ts';

export default async () => {
  for (const member of crew) console.log(greeting(member.name), '·', member.task);
  await countdown(3, (left) => console.log(\`\${left} …\`));
  console.log('Lift-off!');
  return \`\${crew.length} on board\`;
};
`;

const greeting = `// To do: greet people by the time of day, "Good morning, Ada!" before noon.
export function greeting(name: string): string {
  return \`Hello, \${name}!\`;
}
`;

const crew = `export interface Member {
  name: string;
  task: string;
}

export const crew: Member[] = [
  { name: 'Ada', task: 'writes the flight plan' },
  { name: 'Grace', task: 'finds the moth' },
  { name: 'Margaret', task: 'takes us there' },
];
`;

const countdown = `const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Counts down to one, a third of a second for each number. */
export async function countdown(from: number, tick: (left: number) => void): Promise<void> {
  for (let left = from; left > 0; left--) {
    tick(left);
    await pause(333);
  }
}
`;

export const launchDay: Seed = {
  clientId: 1,
  title: 'Launch day',
  files: [
    { path: 'README.md', text: readme },
    { path: 'main.ts', text: main },
    { path: 'src/countdown.ts', text: countdown },
    { path: 'src/crew.ts', text: crew },
    { path: 'src/greeting.ts', text: greeting },
  ],
};
