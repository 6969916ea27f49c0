/** What a new room begins with. */
export interface Seed {
  /**
   * The client id that it is written under. A changed seed needs a new one, which no seed has or had: two replicas that
   * hold different structs under one id never agree again.
   */
  clientId: number;
  title: string;
  /** In the order of their paths. */
  files: readonly { path: string; text: string }[];
}
