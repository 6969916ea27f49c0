import { type Accessor, createSignal } from 'solid-js';
import type { Action } from '../../shared/host.ts';
import { runLimits } from '../../shared/limits.ts';
import type { CoderApi } from './api.ts';

export interface Actions {
  /** What programs, the agent and people did, newest first. */
  actions: Accessor<readonly Action[]>;
  /** Loads the actions from before this page connected. Rejects with a `CommandError`. */
  loadActions: () => Promise<void>;
  onAction: (action: Action) => void;
}

/** The room's actions that this page has received. */
export function createActions(api: CoderApi): Actions {
  const [actions, setActions] = createSignal<readonly Action[]>([]);
  const add = (more: readonly Action[]): void => {
    setActions((before) => {
      const byId = new Map([...before, ...more].map((action) => [action.id, action]));
      return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, runLimits.listedActions);
    });
  };
  return {
    actions,
    loadActions: async () => add(await api.actions()),
    onAction: (action) => add([action]),
  };
}
