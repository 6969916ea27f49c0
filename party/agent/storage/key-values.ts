/** Values by key, in storage that outlives a restart of the coder. */
export interface KeyValues<Value> {
  get(key: string): unknown;
  put(key: string, value: Value): void;
}
