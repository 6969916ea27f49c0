import type { LanguageModelV4 } from '@ai-sdk/provider';
import { convertToModelMessages, type UIMessage, type UIMessageChunk } from 'ai';
import { CallOrder } from '../tools/call-order.ts';
import { listFiles } from '../../../shared/doc.ts';
import { titleOf } from '../../../shared/meta.ts';
import { TandemError } from '../../../shared/errors.ts';
import { turnLimitsOf } from '../../../shared/turn-limits.ts';
import { type LocalPresence, presenceSchema } from '../../../shared/presence.ts';
import { agentUser, type User } from '../../../shared/roles.ts';
import type { EditedRoom } from '../edits/edited-room.ts';
import { Editor } from '../edits/editor.ts';
import { instructionsFor } from './instructions.ts';
import { metadataOf } from './messages.ts';
import { promptOf, type Transcript } from './prompt.ts';
import { failTurn, runTurn } from './run-turn.ts';
import type { Price } from '../models/prices.ts';
import type { ContextWindow } from '../models/windows.ts';
import { scaleIn, summaryOfTurn, withoutSummariesOf } from './summaries.ts';
import { timed } from './tool-timings.ts';
import { readingTools, roomTools } from '../tools/room-tools.ts';
import { warmTypes } from '../tools/type-problems.ts';
import { readOnlyProblem } from '../tools/run-tool-call.ts';
import type { ToolContext, ToolServices } from '../tools/tool-context.ts';
import type { SuspendedTurn } from './resume-turn.ts';
import type { TurnUndo } from '../undo/turn-undo.ts';
import type { TurnControl } from './turn-control.ts';

/** The part of the room's replica that a turn needs. */
export interface ChatRoom extends EditedRoom {
  /** @throws TandemError `unavailable` */
  join(): Promise<void>;
  /** Stays in the room until the returned function is called. */
  hold(): () => void;
  /** A client id that the room has assigned to the agent for this turn. @throws TandemError `unavailable` */
  clientIdFor(user: User, turn: string): Promise<number>;
  saved(): Promise<void>;
}

/** The model that answers. */
interface Speaker {
  model: LanguageModelV4;
  price: Price | undefined;
  /** Undefined for a model that takes any prompt. */
  window: ContextWindow | undefined;
}

export interface TurnContext {
  turn: { id: string; control: TurnControl; suspended?: SuspendedTurn | undefined };
  /** Whether the turn may only read. */
  readOnly: boolean;
  room: ChatRoom;
  services: ToolServices;
  speaker: Speaker;
  transcript: Transcript;
  turns: Pick<TurnUndo, 'close'>;
  show: (presence: LocalPresence) => void;
  showTodo: ToolContext['showTodo'];
  flushTranscript: ToolContext['flushTranscript'];
  /** Adds a summary to the transcript. */
  keepSummary: (message: UIMessage) => Promise<void>;
  /** Called with what the turn waits for, and with undefined when it goes on. */
  onNotice: (notice: string | undefined) => void;
}

/** Starts a turn: the agent joins the room, and answers the transcript with a model and its tools. */
export async function* startTurn(options: TurnContext): AsyncGenerator<UIMessageChunk> {
  const { turn, room, services, readOnly, show } = options;
  const { id, control } = turn;
  let clientId: number;
  try {
    clientId = await room.clientIdFor(agentUser, id);
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    yield* failTurn(id, error.message, turn.suspended?.reply);
    return;
  }
  control.limits = turnLimitsOf(room.doc);
  const edited: EditedRoom = {
    doc: room.doc,
    get awareness() {
      return room.awareness;
    },
    get authors() {
      return room.authors;
    },
    transactAs: (as, change, origin) => {
      if (readOnly) throw readOnlyProblem();
      room.transactAs(as, change, origin);
    },
    setPresence: show,
    actedMs: (userId) => room.actedMs(userId),
  };
  show({ status: 'thinking' });
  const signal = control.toolSignal;
  const { readSnapshots } = services;
  const editor = new Editor({ room: edited, clientId, turn: id, signal, readSnapshots });
  const context: ToolContext = {
    turn: id,
    readOnly,
    ...services,
    editor,
    saved: () => room.saved(),
    showStatus: (status) => show({ status }),
    showTodo: options.showTodo,
    signal,
    order: new CallOrder(),
    flushTranscript: options.flushTranscript,
    onWaiting: () => {
      const resume = control.pause();
      show({ status: 'waiting' });
      return () => {
        resume();
        if (!signal.aborted) show({ status: 'thinking' });
      };
    },
    onBegin: (callId) => control.callBegan(callId),
  };
  if (!readOnly) warmTypes(context);
  const all = roomTools(context);
  const tools = readOnly ? readingTools(all) : all;
  const onNotice = (notice: string | undefined): void => {
    if (notice !== undefined) show({ status: 'waiting' });
    else if (!signal.aborted) show({ status: 'thinking' });
    options.onNotice(notice);
  };
  try {
    const ignoreIncompleteToolCalls = true;
    const { model, window } = options.speaker;
    const given = withoutSummariesOf(options.transcript.messages, id);
    const chunks = runTurn({
      id,
      askedAt: metadataOf(given.at(-1))?.at ?? 0,
      ...options.speaker,
      context: {
        window,
        scale: scaleIn(given, model.modelId),
        onSummary: (summary) =>
          options.keepSummary(summaryOfTurn(given, { id, model: model.modelId }, summary)),
      },
      instructions: instructions(room, readOnly),
      messages: await convertToModelMessages(promptOf({ ...options.transcript, messages: given }), {
        tools,
        ignoreIncompleteToolCalls,
      }),
      tools,
      control,
      suspended: turn.suspended,
      onNotice,
      files: () => options.turns.close(id),
    });
    yield* timed(chunks, turn.suspended);
  } finally {
    editor.close();
  }
}

function instructions({ doc, awareness }: EditedRoom, readOnly: boolean): string {
  const people = new Map<string, User>();
  for (const state of awareness.getStates().values()) {
    const presence = presenceSchema.safeParse(state);
    if (presence.success && presence.data.user.kind === 'human') {
      people.set(presence.data.user.id, presence.data.user);
    }
  }
  const files = listFiles(doc).map(({ path }) => path);
  return instructionsFor({ title: titleOf(doc), files, people: [...people.values()], readOnly });
}
