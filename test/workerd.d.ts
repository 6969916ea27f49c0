/** Of the platform, what the room's host uses beside PartyKit: its types are the browser's where tests are checked. */
declare const WebSocketPair: new () => {
  0: WebSocket;
  1: { accept(): void; send(frame: Uint8Array): void; close(code: number, reason: string): void };
};

interface ResponseInit {
  webSocket?: WebSocket;
}
