/** What a person's thread is made with. */
export interface PersonData {
  /** Of `clientKinds`. */
  kind: string;
  /** Of the line to the room. */
  port: number;
  room: string;
  token: string;
  /** The text that this person writes in, and what their entries begin with. */
  text: string;
  entry: string;
  clockMs: number;
  seed: number;
}

export type ToPerson =
  | { type: 'type'; on: boolean }
  | { type: 'clock'; offsetMs: number }
  | { type: 'hidden'; hidden: boolean }
  /** A new token; with `reconnect`, a new connection with it too. */
  | { type: 'token'; token: string; reconnect: boolean }
  | { type: 'report'; texts: string[] };

/** The answer to `report`. */
export interface PersonReport {
  clientId: number;
  isSynced: boolean;
  /** Always true of stock clients, which do not know. */
  isSaved: boolean;
  typed: number;
  /** 0 for stock clients. */
  acked: number;
  /** Who is seen, by client id; one's own name is left out. */
  present: [clientId: number, name: string][];
  /** Of all texts and the state vector. */
  digest: string;
}
