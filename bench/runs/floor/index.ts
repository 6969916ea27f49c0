/** A program in the platform's form: already JavaScript, with a main module that answers requests. */
export interface LoadedProgram {
  mainModule: string;
  modules: Record<string, { js: string }>;
}

/** The part of the Worker Loader binding that is used here. */
interface Loader {
  load(code: LoadedProgram & { compatibilityDate: string; env: object; globalOutbound: null }): {
    getEntrypoint(): { fetch(url: string): Promise<Response> };
  };
}

/** Loads what it is sent and returns its answer: the platform's own cost of a run, without our code. */
export default {
  async fetch(request: Request, env: { LOADER: Loader }): Promise<Response> {
    const program: LoadedProgram = await request.json();
    const loaded = { ...program, compatibilityDate: '2026-11-01', env: {}, globalOutbound: null };
    return await env.LOADER.load(loaded).getEntrypoint().fetch('http://program.test/');
  },
};
