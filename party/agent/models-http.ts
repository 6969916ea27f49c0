import { modelChoiceSchema } from '../../shared/chat.ts';
import { TandemError } from '../../shared/errors.ts';
import { assertEditor, type Caller, readJson } from './http.ts';
import type { Models } from './models/registry.ts';

/**
 * `POST chat/model`: the model that answers in this room from the next turn on.
 * @returns undefined when the call is another. @throws TandemError `unprocessable` for a model that is not configured.
 */
export async function handleModel(
  request: Request,
  path: string,
  caller: Caller,
  { models, choose }: { models: Models; choose: (model: string) => void },
): Promise<Response | undefined> {
  if (`${request.method} ${path}` !== 'POST chat/model') return undefined;
  assertEditor(caller);
  const { model } = await readJson(request, modelChoiceSchema);
  if (!models.names.includes(model)) {
    const names = models.names.join(', ');
    throw new TandemError('unprocessable', `This server is not set up for that model. It has: ${names}.`);
  }
  choose(model);
  return Response.json({ model });
}
