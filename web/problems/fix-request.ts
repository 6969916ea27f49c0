import { problemLimits } from '../../shared/limits.ts';
import type { FixRequest } from '../coder/fix-request.ts';
import type { Problem } from './problem-counts.ts';

/** What to ask the agent about a problem: its place, whose lines it gets, and what the language says. */
export function problemRequest(path: string, problem: Problem): FixRequest {
  const { severity, message, code, line, endLine } = problem;
  const lines = line === endLine ? `${line}` : `${line}-${endLine}`;
  const kind = severity === 'info' ? 'problem' : severity;
  const number = code === undefined ? '' : ` (${code})`;
  const quoted = message.slice(0, problemLimits.maxQuoted).toWellFormed();
  return {
    message: `Fix this ${kind} in @${path}:${lines}\n${quoted}${number}`,
    mentions: [{ kind: 'selection', path, from: line, to: endLine }],
  };
}
