import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../node_modules/partykit/dist/bin.mjs', import.meta.url));
const preload = new URL('partykit-loopback.mjs', import.meta.url).href;

interface RoomServerOptions {
  port: number;
  /** The folder of what it stores. */
  state: string;
  vars: Record<string, string>;
  /** Another party than the product's. */
  main?: string | undefined;
}

/** Node's arguments that start a room server on 127.0.0.1. */
export function partykitDev({ port, state, vars, main }: RoomServerOptions): string[] {
  const dev = ['--import', preload, command, 'dev', ...(main === undefined ? [] : [main])];
  const options = ['--port', `${port}`, '--persist', state, '--no-hotkeys', '--disable-request-cf-fetch'];
  // Last: all that follows a variable is taken for one more.
  return [
    ...dev,
    ...options,
    ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
  ];
}
