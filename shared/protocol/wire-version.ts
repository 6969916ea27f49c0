/**
 * Version of everything pages and servers exchange beyond Yjs' own protocol: control messages, HTTP bodies and the
 * coder's events. A client asks for it with `?tandem=`; one that asks for another version, or for none, is served as a
 * stock Yjs client. `wire-version.test.ts` fails when it has to change.
 */
export const wireVersion = 1;
