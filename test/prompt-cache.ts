/** Shorter beginnings are not cached: about 1,024 tokens. */
const leastUnits = 4_096;
/** OpenAI caches in steps of 128 tokens. */
export const stepUnits = 512;
/** How many blocks before a breakpoint Anthropic looks for an earlier one. */
const lookBack = 20;

/** A part of a request, in the order in which the provider caches them. */
export interface CachedBlock {
  text: string;
  /** Whether the request asks to cache everything up to here. */
  isBreakpoint: boolean;
}

/** What a provider's cache has of each request, in UTF-16 units. */
export interface PromptCache {
  /** Looks a request up, and keeps it. */
  read(blocks: readonly CachedBlock[]): CacheUse;
}

export interface CacheUse {
  units: number;
  cached: number;
}

/** OpenAI's, which has the beginning of any request before. */
export function automaticCache(): PromptCache {
  const before: string[] = [];
  return {
    read: (blocks) => {
      const text = blocks.map((block) => block.text).join('');
      const same = Math.max(0, ...before.map((each) => commonPrefix(each, text)));
      before.push(text);
      const cached = same < leastUnits ? 0 : Math.floor(same / stepUnits) * stepUnits;
      return { units: text.length, cached };
    },
  };
}

/** Anthropic's, which has what requests before have asked for. */
export function breakpointCache(): PromptCache {
  const known = new Set<string>();
  return {
    read: (blocks) => {
      const upTo: string[] = [];
      let text = '';
      for (const block of blocks) upTo.push((text += block.text));
      const breakpoints = blocks.flatMap(({ isBreakpoint }, at) => (isBreakpoint ? [at] : []));
      const found = breakpoints
        .flatMap((at) => upTo.slice(Math.max(0, at - lookBack), at + 1))
        .filter((beginning) => known.has(beginning));
      for (const at of breakpoints) if (upTo[at]!.length >= leastUnits) known.add(upTo[at]!);
      return { units: text.length, cached: Math.max(0, ...found.map(({ length }) => length)) };
    },
  };
}

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}
