import { modelChoiceSchema } from '../../../shared/chat-requests.ts';
import { TandemError } from '../../../shared/errors.ts';
import { answer, assertEditor, type Caller, readJson } from './request.ts';
import type { ModelChoice } from '../models/choice.ts';

/**
 * `POST chat/model`: chooses the model that answers in this room from the next turn on.
 * @returns undefined for any other call. @throws TandemError `unprocessable` for a model that is not configured.
 */
export async function handleModel(
  request: Request,
  path: string,
  caller: Caller,
  choice: ModelChoice,
): Promise<Response | undefined> {
  if (`${request.method} ${path}` !== 'POST chat/model') return undefined;
  assertEditor(caller);
  const { model } = await readJson(request, modelChoiceSchema);
  const { models } = choice.state;
  if (!models.includes(model)) {
    const names = models.join(', ');
    throw new TandemError('unprocessable', `This server is not set up for that model. It has: ${names}.`);
  }
  choice.choose(model);
  return answer('POST chat/model', { model });
}
