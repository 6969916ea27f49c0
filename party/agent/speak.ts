import type { LanguageModelV4 } from '@ai-sdk/provider';
import { convertToModelMessages, type UIMessage, type UIMessageChunk } from 'ai';
import { messageMetadataSchema } from '../../shared/chat.ts';
import { listFiles, titleOf } from '../../shared/doc.ts';
import { TandemError } from '../../shared/errors.ts';
import { agentLimits } from '../../shared/limits.ts';
import { type LocalPresence, presenceSchema } from '../../shared/presence.ts';
import { agentUser, type User } from '../../shared/roles.ts';
import type { EditedRoom } from './edits/edited-room.ts';
import { Editor } from './edits/editor.ts';
import type { Mark } from './edits/reads.ts';
import { instructionsFor } from './instructions.ts';
import { failTurn, runTurn } from './loop.ts';
import { withSpeaker } from './speaker.ts';
import { type Runner, roomTools } from './tools/room-tools.ts';
import type { ToolCalls } from './tool-calls.ts';
import type { Turns } from './turns/turns.ts';
import type { TurnControl } from './turn-control.ts';

/** The agent's place in the room, as far as a turn needs it. */
export interface ChatRoom extends EditedRoom {
  /** Stays in the room until the returned function is called. */
  hold(): () => void;
  /** A Yjs client id that the room knows as the agent's in this turn. @throws TandemError `unavailable` */
  clientIdFor(user: User, turn: string): Promise<number>;
  saved(): Promise<void>;
}

export interface SpeakOptions {
  turn: { id: string; control: TurnControl };
  room: ChatRoom;
  runner: Runner;
  model: LanguageModelV4;
  /** The transcript; the last message is what is answered. */
  messages: readonly UIMessage[];
  marks: Map<string, Mark>;
  show: (presence: LocalPresence) => void;
  turns: Pick<Turns, 'close'>;
  calls: ToolCalls;
}

/** One turn: the agent comes to the room, and answers the transcript with a model and its tools. */
export async function* speak(options: SpeakOptions): AsyncGenerator<UIMessageChunk> {
  const { turn, room, runner, show } = options;
  const { id, control } = turn;
  let clientId: number;
  try {
    clientId = await room.clientIdFor(agentUser, id);
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    yield* failTurn(id, error.message);
    return;
  }
  const edited: EditedRoom = {
    doc: room.doc,
    get awareness() {
      return room.awareness;
    },
    get authors() {
      return room.authors;
    },
    transactAs: (as, change, origin) => room.transactAs(as, change, origin),
    setPresence: show,
  };
  show({ status: 'thinking' });
  const signal = control.toolSignal;
  const tools = roomTools({
    turn: id,
    calls: options.calls,
    editor: new Editor({ room: edited, clientId, turn: id, signal, marks: options.marks }),
    runner,
    saved: () => room.saved(),
    showStatus: (status) => show({ status }),
    signal,
    onRunning: (change) => control.onRunning(change),
  });
  const messages = await convertToModelMessages(spoken(options.messages), {
    tools,
    ignoreIncompleteToolCalls: true,
  });
  yield* runTurn({
    id,
    model: options.model,
    instructions: instructions(room),
    messages,
    tools,
    control,
    files: () => options.turns.close(id),
  });
}

/** The newest part of the transcript that fits, beginning with a person, with who said what. */
function spoken(messages: readonly UIMessage[]): UIMessage[] {
  let left: number = agentLimits.maxContextBytes;
  let from = messages.length;
  for (let at = messages.length - 1; at >= 0; at--) {
    left -= JSON.stringify(messages[at]).length;
    if (left < 0 && from < messages.length) break;
    if (messages[at]?.role === 'user') from = at;
  }
  return messages.slice(from).map((message) => {
    if (message.role !== 'user') return message;
    const metadata = messageMetadataSchema.safeParse(message.metadata);
    const name = metadata.success ? metadata.data.author.name : 'Someone';
    const parts = message.parts.map((part) =>
      part.type === 'text' ? { ...part, text: withSpeaker(name, part.text) } : part,
    );
    return { ...message, parts };
  });
}

function instructions({ doc, awareness }: EditedRoom): string {
  const people = new Map<string, User>();
  for (const state of awareness.getStates().values()) {
    const presence = presenceSchema.safeParse(state);
    if (presence.success && presence.data.user.kind === 'human') {
      people.set(presence.data.user.id, presence.data.user);
    }
  }
  const files = listFiles(doc).map(({ path }) => path);
  return instructionsFor({ title: titleOf(doc), files, people: [...people.values()] });
}
