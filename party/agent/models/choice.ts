import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { AgentState } from '../../../shared/chat.ts';
import type { Models } from './registry.ts';

/** What a room's coder keeps between starts. */
interface Kept {
  get(key: string): unknown;
  put(key: string, value: string): void;
}

/** Which model answers in a room: what its people chose, as long as it is configured, else what the keys give now. */
export class ModelChoice {
  readonly models: Models;
  readonly #kept: Kept;
  readonly #tell: (change: Pick<AgentState, 'model'>) => void;

  constructor(models: Models, kept: Kept, tell: (change: Pick<AgentState, 'model'>) => void) {
    this.models = models;
    this.#kept = kept;
    this.#tell = tell;
  }

  /** The part of the agent's state that this is. */
  get state(): Pick<AgentState, 'model' | 'models'> {
    const { names: models, default: usual } = this.models;
    const chosen = this.#kept.get('model');
    return { model: models.find((name) => name === chosen) ?? usual, models };
  }

  /** What answers next. */
  get current(): LanguageModelV4 {
    return this.models.get(this.state.model);
  }

  choose(model: string): void {
    this.#kept.put('model', model);
    this.#tell({ model });
  }
}
