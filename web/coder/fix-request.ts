import type { Mention } from '../../shared/chat.ts';

/** A message to the agent with what it mentions. */
export interface FixRequest {
  message: string;
  mentions: Mention[];
}
