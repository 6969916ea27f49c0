/**
 * Version of what pages and servers say to one another beyond Yjs' own protocol: control messages, HTTP bodies and the
 * coder's events. A client asks for it with `?tandem=`; one that asks for another version, or none, is served as a stock
 * Yjs client. `wire-version.test.ts` tells when it has to change.
 */
export const wireVersion = 1;
