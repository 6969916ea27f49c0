import { batch, createMemo, createSignal, onCleanup, type Accessor } from 'solid-js';
import type { Approval } from '../../shared/approvals.ts';
import type { AgentState } from '../../shared/chat.ts';
import { agentLimits, coderSocketLimits } from '../../shared/limits.ts';
import type { Turn } from '../../shared/turn.ts';
import { ReconnectingSocket } from '../../shared/protocol/reconnecting-socket.ts';
import { type Call, type ChatCalls, coderApi, type CoderSession, type HistoryPage } from './api.ts';
import { type Actions, createActions } from './actions.ts';
import { createApprovals } from './approvals.ts';
import { parseFrame, type Frame } from './frames.ts';
import { frameBatcher } from './frame-batcher.ts';
import type { Message } from './messages.ts';
import { createRuns, type Runs } from './runs.ts';
import { createTerminal, type TerminalLines } from './terminal.ts';
import { emptyTranscript, fold, messagesOf, reconnected, streamingId, withEarlier } from './transcript.ts';

/** `closed`: refused for good. */
type Connection = 'connecting' | 'open' | 'closed';

/** The page's connection to the coder: its state as signals, and calls that reject with a `CommandError`. */
export interface Coder extends Omit<Runs, 'onEvent' | 'onConnected'> {
  connection: Accessor<Connection>;
  /** Whether the transcript has been loaded once. */
  loaded: Accessor<boolean>;
  agentState: Accessor<AgentState | undefined>;
  /** Message ids in order. The list changes only when ids do, so a growing message does not render the others again. */
  messageIds: Accessor<readonly string[]>;
  message: (id: string) => Message | undefined;
  /** How many messages come before these, which are not loaded. */
  earlier: Accessor<number>;
  /** Adds the messages that come before a loaded one; ignored unless that is still the first. */
  addEarlier: (first: string, page: HistoryPage) => void;
  /** Whether a message is loaded, or of a time from which not all are loaded. @param at ms since the epoch */
  mayHaveMessage: (id: string, at: number) => boolean;
  /** The id of the message being written now. */
  streamingId: Accessor<string | undefined>;
  /** The id of the last message that {@link showMessage} asked for. */
  wantedMessage: Accessor<string | undefined>;
  showMessage: (id: string) => void;
  /** The latest approval requested for a tool call of a turn, pending or settled. */
  approval: (turn: string, callId: string) => Approval | undefined;
  /** Pending approvals, oldest first. */
  pendingApprovals: Accessor<readonly Approval[]>;
  actions: Actions['actions'];
  loadActions: Actions['loadActions'];
  /** The room's commands, oldest first. */
  terminal: TerminalLines['lines'];
  startCommand: (command: string) => Promise<void>;
  stopCommand: (id: number) => Promise<void>;
  /** Loads all output of a command. */
  loadCommand: TerminalLines['load'];
  chat: ChatCalls;
  call: Call;
  /** Calls the listener when a turn has ended, or people have undone, redone or kept any of it. */
  onTurn: (listener: (turn: Turn) => void) => void;
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
  const terminal = createTerminal(api);
  const actions = createActions(api);
  const turnListeners: ((turn: Turn) => void)[] = [];
  const { onEvent, onConnected, ...runs } = createRuns(api);

  const messages = createMemo(() => messagesOf(transcript()));
  const byId = createMemo(() => new Map(messages().map((message) => [message.id, message])));
  const messageIds = createMemo<readonly string[]>((before) => {
    const now = messages().map(({ id }) => id);
    return now.length === before.length && now.every((id, at) => id === before[at]) ? before : now;
  }, []);

  /** Frames received since the connection opened; they are applied after the history, which may be older. */
  let pendingFrames: Frame[] | undefined;
  /** Counts connections, so that a response for an old one is dropped. */
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
      case 'terminal-output':
        terminal.onOutput(frame);
        return;
      case 'turn':
        for (const listener of turnListeners) listener(frame.turn);
        return;
      case 'action':
        actions.onAction(frame.action);
        return;
      case 'cf_agent_stream_resuming':
        // The server holds the stream back until the offer is accepted. Repeated chunks are detected by `seq`.
        send({ type: 'cf_agent_stream_resume_ack', id: frame.id });
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

  /** The newest messages; after a reconnect, back to the first that had been loaded, so that nobody loses their place. */
  const readLoaded = async (): Promise<HistoryPage> => {
    const { settled } = transcript();
    const wanted = settled[0]?.id;
    let { messages, earlier } = await api.history();
    while (earlier > 0 && messages.length < settled.length && !messages.some(({ id }) => id === wanted)) {
      const page = await api.history({
        before: messages[0]?.id,
        limit: Math.min(settled.length, agentLimits.maxHistoryMessages),
      });
      messages = [...page.messages, ...messages];
      ({ earlier } = page);
    }
    return { messages, earlier };
  };

  const readHistory = async (mine: number): Promise<void> => {
    try {
      const history = await readLoaded();
      if (mine !== epoch) return;
      batch(() => {
        setTranscript((before) => fold(before, { type: 'cf_agent_chat_messages', ...history }));
        setLoaded(true);
        for (const frame of pendingFrames ?? []) handle(frame);
      });
      pendingFrames = undefined;
      socket.confirm();
      askForStream();
    } catch {
      // The coder is unavailable, or the token has just expired: retry while this connection lasts.
      setTimeout(() => {
        if (mine === epoch) void readHistory(mine);
      }, retryHistoryMs);
    }
  };

  const socket = new ReconnectingSocket({
    connect: async () => {
      const url = new URL(`/agents/coder/${session.room}`, location.href);
      url.protocol = url.protocol.replace('http', 'ws');
      url.searchParams.set('token', await session.token());
      return new WebSocket(url);
    },
    ...coderSocketLimits,
    onConnecting: () => setConnection('connecting'),
    onOpen: () => {
      setConnection('open');
      epoch++;
      pendingFrames = [];
      setTranscript(reconnected);
      onConnected();
      void readHistory(epoch);
    },
    onMessage: (data) => {
      const frame = parseFrame(data);
      if (!frame) return;
      // Ignore the stream offered on connecting; the page requests it after loading the history.
      if (pendingFrames && frame.type === 'cf_agent_stream_resuming') return;
      const isOfTranscript = frame.type.startsWith('cf_agent_') || frame.type === 'messages-gone';
      if (pendingFrames && isOfTranscript && frame.type !== 'cf_agent_state') pendingFrames.push(frame);
      else frames.push(frame);
    },
    // The server answers with the stream or that there is none.
    onKeepAlive: () => askForStream(),
    onDown: () => setConnection('connecting'),
    onRefused: () => setConnection('closed'),
  });
  const send = (frame: object): void => void socket.send(JSON.stringify(frame));
  const askForStream = (): void => send({ type: 'cf_agent_stream_resume_request' });
  // On `offline` too: a dead socket would look alive for minutes.
  const onNetwork = (): void => socket.reconnect();
  window.addEventListener('online', onNetwork);
  window.addEventListener('offline', onNetwork);
  socket.start();

  onCleanup(() => {
    epoch++;
    window.removeEventListener('online', onNetwork);
    window.removeEventListener('offline', onNetwork);
    frames.stop();
    socket.stop();
  });

  return {
    connection,
    loaded,
    agentState,
    messageIds,
    message: (id) => byId().get(id),
    earlier: () => transcript().earlier,
    mayHaveMessage: (id, at) => {
      const { earlier, settled } = transcript();
      return byId().has(id) || (earlier > 0 && at < (settled[0]?.metadata?.at ?? 0));
    },
    addEarlier: (first, page) =>
      void setTranscript((before) => (before.settled[0]?.id === first ? withEarlier(before, page) : before)),
    streamingId: createMemo(() => streamingId(transcript())),
    ...runs,
    actions: actions.actions,
    loadActions: actions.loadActions,
    terminal: terminal.lines,
    startCommand: (command) => api.startCommand(command),
    stopCommand: (id) => api.stopCommand(id),
    loadCommand: terminal.load,
    wantedMessage,
    showMessage: (id) => void showMessage(id),
    approval: approvals.approval,
    pendingApprovals: approvals.pending,
    chat: api,
    call: api.call,
    onTurn: (listener) => void turnListeners.push(listener),
    sendToken: (token) => send({ type: 'token', token }),
  };
}

const retryHistoryMs = 2_000;
