import type { LanguageModelV4, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { UIMessageChunk } from 'ai';
import type { MessageMetadata } from '../../../shared/chat.ts';
import { WindowedModel, type WindowOptions } from '../models/context-window.ts';
import { metered } from '../models/metered.ts';
import { withOwnIds } from '../models/own-ids.ts';
import { withAdvice } from '../models/repair-call.ts';
import { withRetries } from '../models/retrying-model.ts';
import { summarisingNotice } from '../models/summarise.ts';
import type { TurnControl } from './turn-control.ts';

type Chunk = UIMessageChunk<MessageMetadata>;

export type TurnWindow = Pick<WindowOptions, 'window' | 'scale' | 'onSummary'>;

interface ModelInput {
  model: LanguageModelV4;
  control: TurnControl;
  context?: TurnWindow | undefined;
  onNotice: (notice: string | undefined) => void;
}

/** A turn's model, which waits, keeps to its window and counts what it spends. Summaries count as tokens, not as steps. */
export function turnModel({ model, control, context, onNotice }: ModelInput): {
  model: LanguageModelV4;
  windowed: WindowedModel;
} {
  const onUsage = ({ inputTokens, outputTokens }: LanguageModelV4Usage): void =>
    control.countTokens(inputTokens.total ?? 0, outputTokens.total ?? 0, inputTokens.cacheRead ?? 0);
  const summariser = metered(
    withRetries(model, (notice) => onNotice(notice ?? summarisingNotice)),
    { onCall: () => undefined, onUsage },
  );
  const windowed = new WindowedModel(withRetries(model, onNotice), { ...context, summariser, onNotice });
  const onCall = (): void => control.countStep();
  return { model: metered(withOwnIds(withAdvice(windowed.model)), { onCall, onUsage }), windowed };
}

/** Adds to a reply's metadata what the conversation takes of the model's window. @returns how the pages are told */
export function contextChunks(metadata: MessageMetadata, { context }: WindowedModel): Chunk[] {
  if (!context) return [];
  metadata.context = context;
  return [{ type: 'message-metadata', messageMetadata: { ...metadata } }];
}

/** What to say of what the model was not given; undefined if it was given all of it, or a summary. */
export function leftOutMessage({
  leftOut,
  failure,
}: Pick<WindowedModel, 'leftOut' | 'failure'>): string | undefined {
  if (leftOut === 0 && failure === undefined) return undefined;
  const missing =
    leftOut === 0
      ? 'older outputs of its tools'
      : `the oldest ${leftOut === 1 ? 'request' : `${leftOut} requests`}`;
  const why = failure === undefined ? '' : ` It could not be summarised: ${failure}`;
  return `The conversation is too long for this model: it was not given ${missing}.${why} Clear the chat to begin anew.`;
}
