import type { ToolName } from '../../shared/tools.ts';
import type { Entry } from '../conversation.ts';
import type { ModelRequest, ScriptedAnswer } from '../model-server.ts';
import type { TaskStep } from './task.ts';

/** A text that the model breaks off at its longest length, and how it goes on with it. */
export const half = { afterStep: 20, begin: 'Half of the ste', rest: 'ps are done. ' };

const lastWords = 'All steps are done.';

/** Whether a request asks for a summary: no other goes without tools. */
export const asksForSummary = ({ body }: ModelRequest): boolean => body.tools === undefined;

/**
 * A model that does a list of steps. It is a function of what it is sent, so that no failure and no summary leads it astray:
 * what it has done it knows from its calls with their results, and from its summaries.
 */
export function nextAnswer(asked: ModelRequest): ScriptedAnswer {
  const { conversation } = asked;
  const steps = stepsIn(conversation);
  const done = doneIn(asked);
  if (asksForSummary(asked)) return { text: `Done: ${done.map((step) => `<${step}>`).join(' ')}.` };
  const next = steps.findIndex((_, at) => !done.includes(at + 1));
  const last = conversation.findLast(({ kind }) => kind === 'answer');
  const isHalf = last?.kind === 'answer' && last.text.endsWith(half.begin);
  if (done.length === half.afterStep && !isHalf) return { text: half.begin, isCut: true };
  const text = isHalf && done.length === half.afterStep ? { text: half.rest } : {};
  if (next < 0) return { text: lastWords };
  const calls = steps.slice(next, Math.max(next + 1, endOfReads(steps, next)));
  return {
    thought: `Step ${next + 1} is next.`,
    ...text,
    calls: calls.map(({ tool, input }) => ({ name: tool, arguments: input })),
  };
}

const reading: readonly ToolName[] = ['listFiles', 'readFile', 'search'];

/** Where the calls end that need not wait for one another. */
function endOfReads(steps: readonly TaskStep[], from: number): number {
  const end = steps.findIndex(({ tool }, at) => at >= from && !reading.includes(tool));
  return end < 0 ? steps.length : end;
}

/** The numbers of the steps that are done, as far as a request tells. */
export function doneIn(asked: ModelRequest): number[] {
  const { conversation } = asked;
  const results = new Map(
    conversation.flatMap((entry) => (entry.kind === 'result' ? [[entry.id, entry.output]] : [])),
  );
  const texts = conversation.flatMap((entry) => (entry.kind === 'request' ? [entry.text] : [])).join('\n');
  const calls = new Set(
    conversation.flatMap((entry) => {
      if (entry.kind !== 'call') return [];
      const isDone = results.has(entry.id) && !results.get(entry.id)?.startsWith('{"error"');
      return isDone ? [signature(entry.name, entry.input)] : [];
    }),
  );
  return stepsIn(conversation).flatMap(({ tool, input }, at) => {
    const known = signature(tool, input);
    const isTold = asksForSummary(asked) && texts.includes(`Calls ${known}`);
    return calls.has(known) || isTold || texts.includes(`<${at + 1}>`) ? [at + 1] : [];
  });
}

const signature = (tool: string, input: unknown): string => `${tool} ${JSON.stringify(input)}`.slice(0, 200);

function stepsIn(conversation: readonly Entry[]): TaskStep[] {
  const texts = conversation.flatMap((entry) => (entry.kind === 'request' ? [entry.text] : []));
  const request = texts.findLast((text) => text.includes('Do these steps')) ?? '';
  return [...request.matchAll(/^\d+\. (\w+) (\{.*\})$/gm)].map(([, tool = '', json = '']) => ({
    tool: tool as ToolName,
    input: JSON.parse(json) as object,
  }));
}
