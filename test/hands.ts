import { Acts } from '../party/agent/acts/acts.ts';
import type { ActRoom } from '../party/agent/acts/room-volume.ts';
import { Hands } from '../party/agent/tools/hands.ts';
import { controlledFetch } from '../party/executor/controlled-fetch.ts';
import { policyFrom } from '../shared/fetch-policy.ts';
import { hostOf } from '../party/executor/host.ts';
import { execInShell } from '../party/executor/shell.ts';
import { coderTables } from './node-sql.ts';

/** The agent's hands on a document of this process, with the executor's own shell and requests, to this machine too. */
export function handsOn(replica: ActRoom): Hands {
  const acts = new Acts({ sql: coderTables(), room: replica, emit: () => undefined });
  const service = { call: (_: string, runId: string, call: unknown) => acts.call(runId, call) };
  return new Hands({
    room: 'room',
    replica,
    acts,
    executor: {
      exec: (props, command, stdin) => execInShell(hostOf(service, props), command, stdin),
      request: (props, url, request) =>
        controlledFetch(policyFrom({ FETCH_LOOPBACK: '1' }), hostOf(service, props), url, request),
    },
    hold: () => () => undefined,
  });
}
