/**
 * What the room's host uses of the platform besides PartyKit: where tests are checked, the browser's types
 * apply.
 */
declare const WebSocketPair: new () => {
  0: WebSocket;
  1: { accept(): void; send(frame: Uint8Array): void; close(code: number, reason: string): void };
};

interface ResponseInit {
  webSocket?: WebSocket;
}
