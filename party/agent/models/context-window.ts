import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';
import { contextLimits } from '../../../shared/limits.ts';
import { type Cut, type CutCounts, countsOf, cutFor, beforeCut, withSummary } from './cut-prompt.ts';
import { fitPrompt, fitsWithoutOldOutputs, unitsPerToken } from './fit-prompt.ts';
import { lengthOf, sizeOf } from './prompt-size.ts';
import { failureForLog, failureMessage, faultOf, isAtLimit } from './provider-errors.ts';
import { nextTrim, type PromptTrim, shorten } from './shorten-prompt.ts';
import { summarise, summarisingNotice } from './summarise.ts';
import type { ContextWindow } from './windows.ts';

/** A summary that takes the place of a part of the conversation. */
export interface Summary extends CutCounts {
  text: string;
  /** What the conversation takes of the model's window, before and after. */
  tokensBefore: number;
  tokensAfter: number;
}

export interface WindowOptions {
  /** Undefined for a model that takes any prompt. */
  window?: ContextWindow | undefined;
  /** How many tokens the provider counts for each that is estimated here, as far as known. */
  scale?: number | undefined;
  /** The model that summarises; without it nothing is. */
  summariser?: LanguageModelV4 | undefined;
  /** Called with each summary; the model is told it once this is done. */
  onSummary?: ((summary: Summary) => Promise<void>) | undefined;
  /** Called with what the turn waits for, and with undefined when it goes on. */
  onNotice: (notice: string | undefined) => void;
}

/** What a turn's conversation takes of the model's window. */
export interface ContextUse {
  tokens: number;
  window: number;
  scale: number;
}

/** Beyond these the provider's count is a mistake, or our estimate errs on the safe side. */
const maxScale = 4;

/**
 * A model for one turn that is given what fits into its window. When the prompt takes too much of it, old outputs of tools
 * are left out first, then the older part of the conversation is summarised, and the oldest requests are left out only
 * where that fails.
 */
export class WindowedModel {
  readonly model: LanguageModelV4;
  readonly #options: WindowOptions;
  readonly #max: number;
  #scale: number;
  #summary: { cut: Cut; text: string } | undefined;
  #failure: string | undefined;
  #trim: PromptTrim | undefined;
  #leftOut = 0;
  #used: number | undefined;

  constructor(model: LanguageModelV4, options: WindowOptions) {
    this.#options = options;
    this.#max = (options.window?.tokens ?? Infinity) * contextLimits.maxPromptShare;
    this.#scale = within(options.scale ?? 1);
    this.model = wrapLanguageModel({
      model,
      middleware: {
        specificationVersion: 'v4',
        wrapStream: ({ model: inner, params }) => this.#call(inner, params),
      },
    });
  }

  /** How many of the oldest requests were left out of the last call. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Why the conversation could not be summarised, if it should have been. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Undefined until the provider has counted, and for a model whose window is not known. */
  get context(): ContextUse | undefined {
    const { window } = this.#options;
    if (this.#used === undefined || window?.isKnown !== true) return undefined;
    return { tokens: this.#used, window: window.tokens, scale: Number(this.#scale.toFixed(2)) };
  }

  async #call(
    inner: LanguageModelV4,
    params: LanguageModelV4CallOptions,
  ): Promise<LanguageModelV4StreamResult> {
    // At most one summary a call: what is too long even then is made shorter in other ways.
    const last = this.#summary;
    for (;;) {
      const prompt = await this.#fit(params, this.#summary === last);
      try {
        const result = await inner.doStream({ ...params, prompt });
        const estimated = this.#tokens(prompt, params) / this.#scale;
        return { ...result, stream: result.stream.pipeThrough(this.#counting(estimated)) };
      } catch (error) {
        params.abortSignal?.throwIfAborted();
        if (faultOf(error).kind !== 'too-long') throw error;
        const units = Math.min(this.#verbatimUnits(), sizeOf(prompt) / 2);
        if (this.#summary === last && (await this.#summarise(params, units))) continue;
        const trim = nextTrim(withSummary(params.prompt, this.#summary), this.#trim);
        if (!trim) throw error;
        this.#trim = trim;
        this.#options.onNotice('The conversation is too long for the model: leaving out its oldest part.');
      }
    }
  }

  async #fit(params: LanguageModelV4CallOptions, maySummarise: boolean): Promise<LanguageModelV4Prompt> {
    const told = (): ReturnType<typeof shorten> => {
      const prompt = withSummary(params.prompt, this.#summary);
      return this.#trim ? shorten(prompt, this.#trim) : { prompt, leftOut: 0 };
    };
    const fits = fitsWithoutOldOutputs(told().prompt, this.#roomFor(params));
    if (!fits && maySummarise) await this.#summarise(params, this.#verbatimUnits());
    const { prompt, leftOut } = told();
    const fitted = fitPrompt(prompt, this.#roomFor(params));
    this.#leftOut = leftOut + fitted.leftOut;
    return fitted.prompt;
  }

  /** Summarises all but the newest messages. @param units about what stays of them. @returns whether it was done */
  async #summarise(params: LanguageModelV4CallOptions, units: number): Promise<boolean> {
    const { window, summariser, onSummary, onNotice } = this.#options;
    if (!window || !summariser || this.#failure !== undefined || this.#trim) return false;
    const cut = cutFor(params.prompt, units, this.#summary?.cut);
    if (!cut) return false;
    onNotice(summarisingNotice);
    try {
      const text = await summarise(summariser, beforeCut(params.prompt, cut, this.#summary), {
        windowTokens: window.tokens / this.#scale,
        signal: params.abortSignal,
      });
      const summary = { cut, text };
      await onSummary?.({
        text,
        ...countsOf(params.prompt, cut),
        tokensBefore: this.#tokens(withSummary(params.prompt, this.#summary), params),
        tokensAfter: this.#tokens(withSummary(params.prompt, summary), params),
      });
      this.#summary = summary;
      return true;
    } catch (error) {
      params.abortSignal?.throwIfAborted();
      // The answer would be refused alike.
      if (isAtLimit(error)) throw error;
      console.error('tandem: a conversation was not summarised:', failureForLog(error));
      this.#failure = failureMessage(error, summariser.provider);
      return false;
    } finally {
      onNotice(undefined);
    }
  }

  #counting(estimated: number): TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart> {
    return new TransformStream({
      transform: (part, controller) => {
        if (part.type === 'finish') {
          const input = part.usage.inputTokens.total ?? 0;
          if (input > 0) this.#scale = steady(this.#scale, within(input / estimated));
          this.#used = (input || Math.round(estimated)) + (part.usage.outputTokens.total ?? 0);
        }
        controller.enqueue(part);
      },
    });
  }

  /** What a prompt takes of the window, with the tools: as estimated, and corrected by what the provider counted last. */
  #tokens(prompt: LanguageModelV4Prompt, { tools }: LanguageModelV4CallOptions): number {
    return Math.round(((sizeOf(prompt) + sizeOfTools(tools)) / unitsPerToken) * this.#scale);
  }

  /** How many tokens a prompt may have, as estimated without such a correction. */
  #roomFor({ tools }: LanguageModelV4CallOptions): number {
    return Math.max(1, this.#max / this.#scale - sizeOfTools(tools) / unitsPerToken);
  }

  #verbatimUnits(): number {
    const { window } = this.#options;
    return ((window?.tokens ?? Infinity) * contextLimits.verbatimShare * unitsPerToken) / this.#scale;
  }
}

const sizeOfTools = (tools: LanguageModelV4CallOptions['tools']): number =>
  tools === undefined ? 0 : lengthOf(tools);

/** Small differences are ignored: with each, other outputs would be left out, and no prompt begin like the one before. */
const steady = (last: number, now: number): number => (Math.abs(now / last - 1) > 0.1 ? now : last);

const within = (scale: number): number => Math.min(maxScale, Math.max(1, scale));
