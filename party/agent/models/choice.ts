import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { AgentState } from '../../../shared/chat.ts';
import type { KeyValues } from '../storage/key-values.ts';
import type { Models } from './registry.ts';

/**
 * Which model answers in a room: the one that its people chose, while that is configured, else the default.
 */
export class ModelChoice {
  readonly models: Models;
  readonly #storage: KeyValues<string>;
  readonly #onChange: (change: Pick<AgentState, 'model'>) => void;

  constructor(
    models: Models,
    storage: KeyValues<string>,
    onChange: (change: Pick<AgentState, 'model'>) => void,
  ) {
    this.models = models;
    this.#storage = storage;
    this.#onChange = onChange;
  }

  /** This choice's part of the agent's state. */
  get state(): Pick<AgentState, 'model' | 'models'> {
    const { names: models, default: usual } = this.models;
    const chosen = this.#storage.get('model');
    return { model: models.find((name) => name === chosen) ?? usual, models };
  }

  /** The model that answers next. */
  get current(): LanguageModelV4 {
    return this.models.get(this.state.model);
  }

  choose(model: string): void {
    this.#storage.put('model', model);
    this.#onChange({ model });
  }
}
