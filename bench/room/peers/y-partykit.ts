import type * as Party from 'partykit/server';
import { onConnect } from 'y-partykit';

/** y-partykit's server with its defaults: anyone may connect, documents in memory. */
export default class YPartyKitRoom implements Party.Server {
  readonly #room: Party.Room;

  constructor(room: Party.Room) {
    this.#room = room;
  }

  static onFetch(): Response {
    return new Response('up');
  }

  onConnect(connection: Party.Connection): Promise<void> {
    return onConnect(connection, this.#room);
  }
}
