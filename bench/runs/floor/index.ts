/** A program as the platform takes it: JavaScript already, and its main module answers requests. */
export interface LoadedProgram {
  mainModule: string;
  modules: Record<string, { js: string }>;
}

/** As much of the Worker Loader binding as is used here. */
interface Loader {
  load(code: LoadedProgram & { compatibilityDate: string; env: object; globalOutbound: null }): {
    getEntrypoint(): { fetch(url: string): Promise<Response> };
  };
}

/** Loads what it is sent and answers what that answers: what the platform takes for a run, with nothing of ours. */
export default {
  async fetch(request: Request, env: { LOADER: Loader }): Promise<Response> {
    const program: LoadedProgram = await request.json();
    const loaded = { ...program, compatibilityDate: '2026-11-01', env: {}, globalOutbound: null };
    return await env.LOADER.load(loaded).getEntrypoint().fetch('http://program.test/');
  },
};
