import * as z from 'zod/mini';
import { startProduct } from '../../e2e/product.ts';
import { newRoom } from '../../test/people.ts';
import { runLimits } from '../../shared/limits.ts';

const answerSchema = z.object({
  success: z.literal(true),
  result: z.record(z.string(), z.array(z.number())),
});

/** The calls that a program makes to the room, in the order of the table. */
const calls = {
  'ECHO.ping': 'env.ECHO.ping()',
  'FS.readFile': `env.FS.readFile('/work/data.txt')`,
  'FS.writeFile': `env.FS.writeFile('/work/out.txt', 'round ' + round)`,
  'readFile of node:fs/promises': `readFile('/work/data.txt', 'utf8')`,
  'FS.writeFile in /tmp': `env.FS.writeFile('/tmp/out.txt', 'round ' + round)`,
  'BASH.exec, echo': `env.BASH.exec('echo Hello')`,
};

/**
 * Times each call that a program makes to the room, in the whole product: in ms, by the program's own clock.
 */
export async function timeCalls(rounds: number): Promise<Record<string, number[]>> {
  const product = await startProduct();
  try {
    const { editor } = await newRoom(product.url);
    await editor.call('PUT', 'file/data.txt', 'a line of data\n'.repeat(70));
    const timed = Object.entries(calls).map(
      ([name, call]) => `  times[${JSON.stringify(name)}] = [];
  for (let round = 0; round < ${rounds}; round++) {
    const from = Date.now();
    await ${call};
    times[${JSON.stringify(name)}].push(Date.now() - from);
  }`,
    );
    const code = `import { readFile } from 'node:fs/promises';
export default async (env) => {
  const times = {};
${timed.join('\n')}
  return times;
};
`;
    const { json, text } = await editor.call('POST', 'execute', { code, timeoutMs: runLimits.maxTimeoutMs });
    const answer = answerSchema.safeParse(json);
    if (!answer.success) throw new Error(`the program did not finish: ${text}`);
    return answer.data.result;
  } finally {
    await product.stop();
  }
}
