import type { OutputEntry } from '../../../shared/run.ts';
import type { GuardLimits } from './guard.ts';
import type { OutputLimits } from './output.ts';
import type { ModulePositions } from './positions.ts';

/** What the isolate is told to do. */
export interface Task {
  entry: string;
  args: string[];
  env: Record<string, string>;
  positions: [file: string, positions: ModulePositions][];
  guard: GuardLimits;
  output: OutputLimits;
  maxResultBytes: number;
  maxMessageBytes: number;
  maxFrames: number;
  /** The room's files, when the program reads any synchronously. */
  data?: [path: string, text: string][];
}

export type Sink = (entries: OutputEntry[]) => Promise<void>;
