import type { ExecutorService, RunJob, ToolService } from '../../shared/run.ts';
import type { TypeCheckJob } from '../../shared/type-check.ts';

type Executor = ExecutorService &
  Pick<ToolService, 'checkTypes'> & { fetch(request: Request): Promise<Response> };

/**
 * Calls the executor over a service binding, as the coder does, for tests that run outside of workerd.
 * `GET` answers 200 as soon as the binding has found the executor. `POST {job, stopAfterMs?}` answers lines of JSON as they come: `{entries, seq}`…, then `{outcome}`. `POST {types}`
 * answers what a check of types gave.
 */
export default {
  async fetch(request: Request, env: { EXECUTOR: Executor }): Promise<Response> {
    if (request.method === 'GET') return await env.EXECUTOR.fetch(request);
    const body: { job: RunJob; stopAfterMs?: number } | { types: TypeCheckJob } = await request.json();
    if ('types' in body) return Response.json(await env.EXECUTOR.checkTypes(body.types));
    const { job, stopAfterMs } = body;
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const write = (line: unknown): Promise<void> =>
      writer.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
    const stopped = Promise.withResolvers<void>();
    const timer = stopAfterMs === undefined ? undefined : setTimeout(() => stopped.resolve(), stopAfterMs);
    const run = async (): Promise<void> => {
      try {
        const outcome = await env.EXECUTOR.run(
          job,
          (entries, seq) => write({ entries, seq }),
          () => stopped.promise,
        );
        await write({ outcome });
      } catch (error) {
        await write({ thrown: String(error) });
      } finally {
        clearTimeout(timer);
        stopped.resolve();
        await writer.close();
      }
    };
    void run();
    return new Response(readable);
  },
};
