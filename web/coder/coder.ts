import { batch, createMemo, createSignal, onCleanup, type Accessor } from 'solid-js';
import type { Approval } from '../../shared/approvals.ts';
import type { AgentState } from '../../shared/chat.ts';
import { type ChatCalls, coderApi, type CoderSession, type OwnerCalls } from './api.ts';
import { type Actions, createActions } from './actions.ts';
import { createApprovals } from './approvals.ts';
import { parseFrame, type Frame } from './frames.ts';
import { frameBatcher } from './frame-batcher.ts';
import type { Message } from './messages.ts';
import { createRuns, type Runs } from './runs.ts';
import { createTerminal, type TerminalLines } from './terminal.ts';
import { openSocket, type Connection } from './socket.ts';
import { emptyTranscript, fold, messagesOf, reconnected, streamingId } from './transcript.ts';

/** The page's line to the coder: what it says as signals, what people ask of it as calls that reject with a `CommandError`. */
export interface Coder extends Omit<Runs, 'onEvent' | 'onConnected'> {
  connection: Accessor<Connection>;
  /** Whether the transcript and the runs have been read once. */
  loaded: Accessor<boolean>;
  agentState: Accessor<AgentState | undefined>;
  /** Ids in order; a list of its own, so that a growing message does not draw the others again. */
  messageIds: Accessor<readonly string[]>;
  message: (id: string) => Message | undefined;
  /** The message that is being written now. */
  streamingId: Accessor<string | undefined>;
  /** The message that someone was led to last. */
  wantedMessage: Accessor<string | undefined>;
  showMessage: (id: string) => void;
  /** The agent's question about a tool call of a turn: the latest, whether it waits or is settled. */
  approval: (turn: string, callId: string) => Approval | undefined;
  /** The agent's questions that wait, oldest first. */
  pendingApprovals: Accessor<readonly Approval[]>;
  actions: Actions['actions'];
  loadActions: Actions['loadActions'];
  /** The room's commands, oldest first. */
  terminal: TerminalLines['lines'];
  startCommand: (command: string) => Promise<void>;
  stopCommand: (id: number) => Promise<void>;
  /** What people do with the chat. */
  chat: ChatCalls;
  owner: OwnerCalls;
  /** Gives the open socket a fresh token. */
  sendToken: (token: string) => void;
}

export function createCoder({ session }: { session: CoderSession }): Coder {
  const api = coderApi(session);
  const [connection, setConnection] = createSignal<Connection>('connecting');
  const [loaded, setLoaded] = createSignal(false);
  const [agentState, setAgentState] = createSignal<AgentState>();
  const [transcript, setTranscript] = createSignal(emptyTranscript);
  const [wantedMessage, showMessage] = createSignal<string | undefined>(undefined, { equals: false });
  const approvals = createApprovals();
  const terminal = createTerminal();
  const actions = createActions(api);
  const { onEvent, onConnected, ...runs } = createRuns(api);

  const messages = createMemo(() => messagesOf(transcript()));
  const byId = createMemo(() => new Map(messages().map((message) => [message.id, message])));
  const messageIds = createMemo<readonly string[]>((before) => {
    const now = messages().map(({ id }) => id);
    return now.length === before.length && now.every((id, at) => id === before[at]) ? before : now;
  }, []);

  /** What came since the connection opened waits here until the history is read, so that it is never older than it. */
  let waiting: Frame[] | undefined;
  /** Counts connections, so that an answer to an old one is dropped. */
  let epoch = 0;

  const handle = (frame: Frame): void => {
    switch (frame.type) {
      case 'cf_agent_state':
        setAgentState(frame.state);
        return;
      case 'run':
      case 'run-output':
        onEvent(frame);
        return;
      case 'approval':
        approvals.onApproval(frame.approval);
        return;
      case 'terminal':
        terminal.onLine(frame.line);
        return;
      case 'action':
        actions.onAction(frame.action);
        return;
      case 'cf_agent_stream_resuming':
        // Each offer holds the stream back until it is taken; chunks that are told twice are known by their number.
        socket.send({ type: 'cf_agent_stream_resume_ack', id: frame.id });
        return;
      case 'cf_agent_chat_messages':
      case 'cf_agent_message_updated':
      case 'cf_agent_chat_clear':
      case 'messages-gone':
      case 'cf_agent_use_chat_response':
      case 'cf_agent_stream_resume_none':
        setTranscript((before) => fold(before, frame));
    }
  };

  const frames = frameBatcher<Frame>((list) => batch(() => list.forEach(handle)));

  const readHistory = async (mine: number): Promise<void> => {
    try {
      const history = await api.history();
      if (mine !== epoch) return;
      batch(() => {
        setTranscript((before) => fold(before, { type: 'cf_agent_chat_messages', messages: history }));
        setLoaded(true);
        for (const frame of waiting ?? []) handle(frame);
      });
      waiting = undefined;
      askForStream();
    } catch {
      // The coder is away, or the token just ended: ask again while this connection lasts.
      setTimeout(() => {
        if (mine === epoch) void readHistory(mine);
      }, retryHistoryMs);
    }
  };

  const socket = openSocket({
    url: async () => {
      const url = new URL(`/agents/coder/${session.room}`, location.href);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      url.searchParams.set('token', await session.token());
      return url.href;
    },
    onOpen: () => {
      epoch++;
      waiting = [];
      setTranscript(reconnected);
      onConnected();
      void readHistory(epoch);
    },
    onMessage: (data) => {
      const frame = parseFrame(data);
      if (!frame) return;
      // The stream under way is offered on connecting, but is asked for after the history is read.
      if (waiting && frame.type === 'cf_agent_stream_resuming') return;
      const isOfTranscript = frame.type.startsWith('cf_agent_') || frame.type === 'messages-gone';
      if (waiting && isOfTranscript && frame.type !== 'cf_agent_state') waiting.push(frame);
      else frames.push(frame);
    },
    onConnection: setConnection,
  });
  /** Answered with the stream, or with word that there is none: also what keeps an idle socket from being dropped. */
  const askForStream = (): void => void socket.send({ type: 'cf_agent_stream_resume_request' });
  const ping = setInterval(askForStream, pingMs);

  onCleanup(() => {
    epoch++;
    clearInterval(ping);
    frames.stop();
    socket.close();
  });

  return {
    connection,
    loaded,
    agentState,
    messageIds,
    message: (id) => byId().get(id),
    streamingId: createMemo(() => streamingId(transcript())),
    ...runs,
    actions: actions.actions,
    loadActions: actions.loadActions,
    terminal: terminal.lines,
    startCommand: (command) => api.startCommand(command),
    stopCommand: (id) => api.stopCommand(id),
    wantedMessage,
    showMessage: (id) => void showMessage(id),
    approval: approvals.approval,
    pendingApprovals: approvals.pending,
    chat: api,
    owner: api,
    sendToken: (token) => void socket.send({ type: 'token', token }),
  };
}

const retryHistoryMs = 2_000;
const pingMs = 30_000;
