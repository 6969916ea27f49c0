/** `OPENAI_API`: which of OpenAI's APIs the server at `OPENAI_BASE_URL` is asked by. @throws for any other word */
export function readOpenAiApi(raw: string | undefined): 'responses' | 'chat' | undefined {
  const api = raw?.trim();
  if (!api) return undefined;
  if (api === 'responses' || api === 'chat') return api;
  throw new Error(`OPENAI_API=${api} is not \`responses\` or \`chat\`.`);
}

/** The least that Anthropic's API takes. */
const minThinkingTokens = 1_024;

/** `ANTHROPIC_THINKING_TOKENS`: how much a model may think before it answers. @throws when it is no such number */
export function readThinking(raw: string | undefined): number | 'adaptive' | undefined {
  const thinking = raw?.trim();
  if (!thinking) return undefined;
  if (thinking === 'adaptive') return thinking;
  const tokens = Number(thinking);
  if (Number.isInteger(tokens) && tokens >= minThinkingTokens) return tokens;
  throw new Error(
    `ANTHROPIC_THINKING_TOKENS=${thinking} is not \`adaptive\` or a number of tokens, ${minThinkingTokens} or more.`,
  );
}
