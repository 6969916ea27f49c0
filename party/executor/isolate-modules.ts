/** A built isolate's modules by name, and the name of the main one. */
export interface IsolateModules {
  main: string;
  modules: Record<string, string>;
}
