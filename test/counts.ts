/**
 * How much the tests under `stress/` do: `short` with every change, `long` by `npm run test:long`. The code
 * is the same. What they measure is printed, not asserted.
 */
const figures = {
  /** Seeds of the convergence test, and what each of its five clients does in one. */
  convergenceSeeds: { short: 1_200, long: 10_000 },
  convergenceOps: { short: 20, long: 200 },
  /** Hostile frames, in process and over a socket. */
  frames: { short: 50_000, long: 1_000_000 },
  socketFrames: { short: 5_000, long: 50_000 },
  /** SIGKILLs of the room, and how many clients type meanwhile. */
  kills: { short: 12, long: 100 },
  killClients: { short: 2, long: 20 },
  /** SIGKILLs of a room that has stopped in a compaction. */
  compactionKills: { short: 5, long: 100 },
  /** Rooms for each way in which writes fail. */
  badDisks: { short: 1, long: 20 },
  /** Updates that each break the document. */
  poisons: { short: 100, long: 1_000 },
  /** SIGKILLs of the coder in the middle of a tool call. */
  toolCallKills: { short: 6, long: 100 },
  /** SIGKILLs of the coder at the moment its deletion or rename is seen. */
  moveKills: { short: 2, long: 40 },
  /** SIGKILLs of the coder at any moment of a turn. */
  turnKills: { short: 3, long: 20 },
  /** The wires over which a long task is done. */
  taskWires: { short: 1, long: 3 },
  /** Seeds of turns undone and redone out of order, and of people who edit beside the agent. */
  undoSeeds: { short: 600, long: 10_000 },
  besideSeeds: { short: 300, long: 20_000 },
  commonWaySeeds: { short: 50, long: 2_000 },
  forgeries: { short: 1_000, long: 10_000 },
  viewerFrames: { short: 10_000, long: 100_000 },
  /** Changes in each of two made-up traces. */
  keystrokes: { short: 5_000, long: 40_000 },
  /** Programs of one room that hang the executor, one after the other; each takes the watchdog's time. */
  hangs: { short: 2, long: 10 },
  /** Of the shell's table, one script of so many runs in the isolate. All of them run in Node each time. */
  scriptsPerIsolateScript: { short: 4, long: 1 },
  /** Sockets that never read. */
  deafSockets: { short: 1, long: 10 },
  /** What is read and then written over a line of 256 kbit/s. */
  slowLineBytes: { short: 100_000, long: 1_300_000 },
  /** How long the rounds of faults of the chaos test go on; it always does one. */
  chaosMs: { short: 0, long: 30 * 60_000 },
  /** How long a line stays silent: past 30 s both ends give it up. */
  silentLineMs: { short: 2_000, long: 75_000 },
} as const;

type Name = keyof typeof figures;

const form = process.env['TANDEM_COUNTS'] === 'long' ? 'long' : 'short';

/** The count for the form that is running. */
export const count = (name: Name): number => figures[name][form];

/** Prints what a stress test did and measured. */
export function report(line: string): void {
  console.info(`stress (${form}): ${line}`);
}
