import type { OutputEntry } from '../../../shared/run.ts';
import type { GuardLimits } from './guard.ts';
import type { ProgramModule } from './modules.ts';
import type { OutputLimits } from './output.ts';

/** The job of the isolate. */
export interface Task {
  /** The first is the entry. */
  modules: ProgramModule[];
  args: string[];
  env: Record<string, string>;
  /** The working directory. */
  cwd: string;
  guard: GuardLimits;
  /** How the program calls its guard. */
  guardName: string;
  output: OutputLimits;
  maxResultLength: number;
  maxMessageBytes: number;
  maxFrames: number;
  maxInnerErrors: number;
  maxInnerMessageBytes: number;
  /** The room's files; set when the program reads any synchronously. */
  data?: [path: string, text: string][];
  /** The files that assert something. */
  assertFiles: [file: string, text: string][];
}

export type Sink = (entries: OutputEntry[]) => Promise<void>;
