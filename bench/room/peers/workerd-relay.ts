import type * as Party from 'partykit/server';

/** Passes on what it hears to the others of the room, and knows no document: the floor of PartyKit. */
export default class RelayRoom implements Party.Server {
  readonly #room: Party.Room;

  constructor(room: Party.Room) {
    this.#room = room;
  }

  static onFetch(): Response {
    return new Response('up');
  }

  onMessage(message: string | ArrayBuffer, from: Party.Connection): void {
    for (const connection of this.#room.getConnections()) if (connection !== from) connection.send(message);
  }
}
