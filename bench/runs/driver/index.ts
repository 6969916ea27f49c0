import executorCaller from '../../../test/executor-caller/index.ts';

interface Env {
  EXECUTOR: Parameters<typeof executorCaller.fetch>[1]['EXECUTOR'];
  FLOOR: { fetch(request: Request): Promise<Response> };
}

/**
 * Forwards `POST /floor` to the floor and everything else to the executor: each is one binding away, in one
 * process.
 */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const isFloor = new URL(request.url).pathname === '/floor';
    return isFloor ? await env.FLOOR.fetch(request) : await executorCaller.fetch(request, env);
  },
};
