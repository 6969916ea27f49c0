import type { LanguageModelV4 } from '@ai-sdk/provider';
import { convertToModelMessages } from 'ai';
import type { MessageMetadata } from '../../../shared/chat.ts';
import type { CoderAnswer } from '../../../shared/coder-answers.ts';
import { TandemError } from '../../../shared/errors.ts';
import { isBuiltIn } from '../models/commands/model.ts';
import { unitsPerToken } from '../models/fit-prompt.ts';
import { metered } from '../models/metered.ts';
import { costOf } from '../models/prices.ts';
import { failureForLog, failureMessage } from '../models/provider-errors.ts';
import type { Models } from '../models/registry.ts';
import { withRetries } from '../models/retrying-model.ts';
import { summarise, summarisingNotice } from '../models/summarise.ts';
import { metadataOf, withoutViewers } from '../turn/messages.ts';
import { promptOf } from '../turn/prompt.ts';
import { countMessages, scaleIn, summaryIn, summaryMessage } from '../turn/summaries.ts';
import { begunAt, type ChatHost } from './chat-host.ts';

/** The new summary: its message's id, and what it takes in. */
export type Compacted = CoderAnswer<'POST chat/compact'>;

interface CompactOptions {
  host: ChatHost;
  model: LanguageModelV4;
  models: Pick<Models, 'priceOf' | 'windowOf'>;
  /** What the summary must keep, in people's words. */
  keep: string | undefined;
  /** Called before the model is asked. @throws TandemError to refuse it */
  begin: () => Promise<void>;
  signal: AbortSignal;
  onNotice: (notice: string | undefined) => void;
}

/**
 * Summarises the whole conversation, and adds the summary to the transcript.
 * @throws TandemError `conflict` when there is nothing to summarise, `stopped`, `unavailable`, or as `begin`
 */
export async function compactTranscript(options: CompactOptions): Promise<Compacted> {
  const { host, model, models, keep, signal, onNotice } = options;
  const { modelId } = model;
  const window = models.windowOf(modelId);
  if (isBuiltIn(model) || !window)
    throw new TandemError(
      'conflict',
      'The built-in commands read no earlier messages: no summary is needed.',
    );
  const messages = withoutViewers(host.messages());
  const last = messages.at(-1);
  if (!last || summaryIn(last))
    throw new TandemError('conflict', 'There is nothing to summarise: nothing was said since.');
  signal.throwIfAborted();
  await options.begin();
  const prompt = await convertToModelMessages(promptOf({ messages, attached: (id) => host.attached(id) }), {
    ignoreIncompleteToolCalls: true,
  });
  const scale = scaleIn(messages, modelId) ?? 1;
  const used = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
  const summariser = metered(
    withRetries(model, (notice) => onNotice(notice ?? summarisingNotice)),
    {
      onCall: () => undefined,
      onUsage: ({ inputTokens, outputTokens }) => {
        used.inputTokens += inputTokens.total ?? 0;
        used.cachedTokens += inputTokens.cacheRead ?? 0;
        used.outputTokens += outputTokens.total ?? 0;
      },
    },
  );
  host.setState({ status: 'thinking' });
  onNotice(summarisingNotice);
  let text: string;
  try {
    text = await summarise(summariser, prompt, { windowTokens: window.tokens / scale, keep, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TandemError) throw error;
    console.error('tandem: a conversation was not summarised:', failureForLog(error));
    throw new TandemError('unavailable', failureMessage(error, model.provider));
  } finally {
    onNotice(undefined);
    host.setState({ status: 'idle' });
  }
  const tokensIn = (units: number): number => Math.round((units / unitsPerToken) * scale);
  const estimated = tokensIn(JSON.stringify(prompt).length);
  const before = metadataOf(messages.findLast((message) => metadataOf(message)?.context))?.context;
  const tokensBefore = Math.max(before?.tokens ?? 0, estimated);
  const tokensAfter = tokensBefore - estimated + tokensIn(text.length);
  const price = models.priceOf(modelId);
  const metadata: Omit<MessageMetadata, 'author'> = {
    // Sorted right behind the last message, before whatever was said meanwhile.
    at: (begunAt(last) ?? Date.now()) + 0.5,
    model: modelId,
    usage: price ? { ...used, cost: costOf(price, used) } : used,
    ...(window.isKnown && { context: { tokens: tokensAfter, window: window.tokens, scale } }),
  };
  const summary = { messages: countMessages(messages), tokensBefore, tokensAfter };
  const message = summaryMessage(text, { ...metadata, summary });
  await host.keep([message]);
  return { id: message.id, ...summary };
}
