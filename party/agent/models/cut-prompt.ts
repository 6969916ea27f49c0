import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import { isContinuationNote, isLengthNote } from './continuation-note.ts';
import { sizeOf } from './prompt-size.ts';
import { requestsIn } from './shorten-prompt.ts';
import { summaryText } from './summary-text.ts';

/** Where a prompt is cut: what comes before is summarised. Indexes in the prompt. */
export interface Cut {
  /** The first request that is kept. */
  request: number;
  /** The first kept message after it; between the two are the steps of the running turn that are summarised. */
  step: number;
}

/** What is summarised must be at least this part of a prompt: less is not worth a call. */
const leastPart = 1 / 4;

/**
 * Where to cut a prompt so that about `units` of its newest messages stay. The last request stays in any case, and so does
 * the last step of its answer.
 * @param last the cut so far. @returns undefined when too little could be summarised
 */
export function cutFor(prompt: LanguageModelV4Prompt, units: number, last: Cut | undefined): Cut | undefined {
  const requests = requestsIn(prompt).filter((at) => at >= (last?.request ?? 0));
  const [first] = requests;
  const current = requests.at(-1);
  if (first === undefined || current === undefined) return undefined;
  const firstStep = last?.request === current ? last.step : current + 1;
  const stepsFrom = (step: number): number =>
    sizeOf(prompt.slice(current, current + 1)) + sizeOf(prompt.slice(step));
  let cut: Cut;
  if (stepsFrom(firstStep) <= units) {
    const request = requests.find((at) => at !== current && sizeOf(prompt.slice(at)) <= units) ?? current;
    cut = request === current ? { request, step: firstStep } : { request, step: request + 1 };
  } else {
    const steps = prompt.flatMap(({ role }, at) => (role === 'assistant' && at >= firstStep ? [at] : []));
    const step = steps.find((at) => stepsFrom(at) <= units) ?? steps.at(-1) ?? firstStep;
    cut = { request: current, step };
  }
  const whole = sizeOf(withSummary(prompt, last && { cut: last, text: '' }));
  const rest = sizeOf(withSummary(prompt, { cut, text: '' }));
  return whole - rest >= whole * leastPart ? cut : undefined;
}

/** What is summarised by a cut, an earlier summary included. */
export function beforeCut(
  prompt: LanguageModelV4Prompt,
  { request, step }: Cut,
  before: { cut: Cut; text: string } | undefined,
): LanguageModelV4Prompt {
  const head = prompt.slice(0, step);
  const messages = step === request + 1 ? head.slice(0, request) : head;
  const whole = before ? withSummary(messages, before) : messages;
  return whole.filter(({ role }) => role !== 'system');
}

/** What a cut takes from a prompt. */
export interface CutCounts {
  /** How many requests. */
  requests: number;
  /** How many whole parts of the last request's answer, which was cut off that often and went on. */
  parts: number;
  /** How many steps of the part after these, as its message has them: with a text that went on by itself as one. */
  steps: number;
}

export function countsOf(prompt: LanguageModelV4Prompt, { request, step }: Cut): CutCounts {
  const answer = prompt.slice(request + 1, step);
  const isPartEnd = (message: LanguageModelV4Prompt[number]): boolean =>
    isContinuationNote(message) && !isLengthNote(message);
  const part = answer.slice(answer.findLastIndex(isPartEnd) + 1);
  return {
    requests: requestsIn(prompt).filter((at) => at < request).length,
    parts: answer.filter(isPartEnd).length,
    steps: part.filter(({ role }) => role === 'assistant').length - part.filter(isLengthNote).length,
  };
}

/** The prompt with a summary in place of what it summarises. */
export function withSummary(
  prompt: LanguageModelV4Prompt,
  summary: { cut: Cut; text: string } | undefined,
): LanguageModelV4Prompt {
  if (!summary) return prompt;
  const { cut, text } = summary;
  const isBegun = cut.step > cut.request + 1;
  return [
    ...prompt.filter(({ role }) => role === 'system'),
    { role: 'user', content: [{ type: 'text', text: summaryText(text, isBegun ? 'next' : 'none') }] },
    ...prompt.slice(cut.request, cut.request + 1),
    ...prompt.slice(cut.step),
  ];
}
