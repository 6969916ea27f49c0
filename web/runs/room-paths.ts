import { createContext } from 'solid-js';

/** The paths of the room's files, sorted. */
export const RoomPaths = createContext<() => readonly string[]>(() => []);
