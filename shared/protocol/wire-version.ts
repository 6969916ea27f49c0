/**
 * Version of what pages and servers exchange beyond Yjs' own protocol: control messages, HTTP bodies and the coder's
 * events. `wire-version.test.ts` fails when it has to change.
 *
 * Only the room's socket names it, as `?tandem=`: a client that names none of {@link servedVersions} is served as a stock
 * Yjs client. The coder's socket and the HTTP calls carry no version; both sides parse what they receive, so that a page
 * of another version reports what it does not understand.
 */
export const wireVersion = 6;

/** The versions whose control messages are those of this one. */
export const servedVersions: readonly string[] = ['1', '2', '3', '4', '5', '6'];
