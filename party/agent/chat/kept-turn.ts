import type { ChatHost, OpenTurn } from './chat-host.ts';

/** The turn that is going on, kept on disk. */
export const openTurnStore = (
  kv: Pick<SyncKvStorage, 'get' | 'put' | 'delete'>,
): Pick<ChatHost, 'openTurn' | 'setOpenTurn'> => ({
  openTurn: () => kv.get<OpenTurn>('openTurn'),
  setOpenTurn: (turn) => {
    if (turn) kv.put('openTurn', turn);
    else kv.delete('openTurn');
  },
});
