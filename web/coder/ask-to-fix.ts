import { builtInModel } from '../../shared/chat.ts';
import { errorMessage } from '../../shared/errors.ts';
import { newUlid } from '../../shared/ids.ts';
import { showToast } from '../ui/toast.tsx';
import type { Coder } from './coder.ts';
import type { FixRequest } from './fix-request.ts';

/**
 * Sends a request to the agent, which everyone sees in the chat.
 * @returns whether it was sent; if not, a notice says why
 */
export async function askToFix(
  { chat, agentState }: Pick<Coder, 'chat' | 'agentState'>,
  request: FixRequest,
): Promise<boolean> {
  // The built-in commands would answer that they do not understand it.
  if (agentState()?.model === builtInModel) {
    showToast(
      'No model is connected, so the agent cannot fix this. Set OPENAI_API_KEY or ANTHROPIC_API_KEY in Tandem’s environment and restart it.',
    );
    return false;
  }
  try {
    await chat.send(request, { id: newUlid(), ask: true, mode: 'edit' });
    return true;
  } catch (error) {
    showToast(errorMessage(error));
    return false;
  }
}
