import type { Seed } from './seed.ts';

const readme = `# Guest book

A small web Worker: the same shape that Cloudflare Workers, Deno and Bun serve, with a \`fetch\` that answers requests.

1. **Send it a request.** Press Run in main.ts: it gets \`GET /\`, and the answer is the run's result.
2. **Ask for another page.** In the terminal: \`node main.ts /guests\`, \`node main.ts /guests/ada\`, \`node main.ts /nowhere\`.
   To have Run do that, press the arrow beside it and add a run configuration with the path as its argument.
3. **Add a route.** How about \`/guests?from=London\`? The agent can write it with you.
`;

const main = `import { findGuest, guests } from './src/guests.ts';

export default {
  fetch(request: Request): Response {
    const response = route(new URL(request.url).pathname);
    console.log(\`\${request.method} \${request.url} → \${response.status}\`);
    return response;
  },
};

function route(path: string): Response {
  if (path === '/') return new Response('Guest book. Try /guests or /guests/ada.');
  if (path === '/guests') return Response.json(guests);
  const guest = path.startsWith('/guests/') ? findGuest(path.slice('/guests/'.length)) : undefined;
  return guest ? Response.json(guest) : new Response('Not found', { status: 404 });
}
`;

const guests = `export interface Guest {
  id: string;
  name: string;
  from: string;
  wrote: string;
}

export const guests: Guest[] = [
  { id: 'ada', name: 'Ada', from: 'London', wrote: 'The engine weaves very well.' },
  { id: 'grace', name: 'Grace', from: 'New York', wrote: 'Found a moth in the pantry.' },
  { id: 'alan', name: 'Alan', from: 'Manchester', wrote: 'The morphogenesis garden is a delight.' },
];

export const findGuest = (id: string): Guest | undefined => guests.find((guest) => guest.id === id);
`;

export const worker: Seed = {
  clientId: 3,
  title: 'Guest book',
  files: [
    { path: 'README.md', text: readme },
    { path: 'main.ts', text: main },
    { path: 'src/guests.ts', text: guests },
  ],
};
