import type * as Party from 'partykit/server';

/** Relays everything to the others in the room, without a document: the least possible cost on PartyKit. */
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
