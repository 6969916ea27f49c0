import AtSign from 'lucide-solid/icons/at-sign';
import Bot from 'lucide-solid/icons/bot';
import CornerDownLeft from 'lucide-solid/icons/corner-down-left';
import Square from 'lucide-solid/icons/square';
import { createEffect, createSignal, Show, untrack } from 'solid-js';
import { chatModeSchema, namesAgent } from '../../shared/chat.ts';
import { newUlid } from '../../shared/ids.ts';
import { chatLimits } from '../../shared/limits.ts';
import { useCommands } from '../commands/commands.ts';
import { keep } from '../storage.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { mentionOf, mentionsIn, readCommand } from './compose.ts';
import { type ChatContext, problemOf, targetsOf, undoLast } from './context.ts';
import { CompactHint } from './ContextMeter.tsx';
import { HelpCard } from './HelpCard.tsx';
import { MessageField } from './MessageField.tsx';
import { ModeChoice } from './ModeChoice.tsx';
import { QueueList } from './QueueList.tsx';

/** This person's choice in this browser, for all rooms. */
const keptMode = keep('chat-mode', chatModeSchema, 'edit');

/** The form for messages to the agent or to each other, below the agent's queue. */
export function Composer(props: {
  context: ChatContext;
  /** Whether a viewer writes: to the people here only. */
  viewer: boolean;
  working: boolean;
  onSent: () => void;
  onClear: () => void;
  ref: (el: HTMLTextAreaElement) => void;
}) {
  let field: HTMLTextAreaElement | undefined;
  const { context } = props;
  const kept = context.draft.get();
  const [text, showText] = createSignal(kept.text);
  /** The messages on their way, and those that were when the page closed, until it is known whether they arrived. */
  let onTheirWay = kept.sending;
  /** The message that failed and is back in the field. It keeps its id, in case it did arrive. */
  let failedSend = kept.failed;
  const keepDraft = (): void =>
    void context.draft.set({ text: text(), sending: onTheirWay, failed: failedSend });
  const setText = (next: string): void => {
    showText(next);
    keepDraft();
  };
  const [problem, setProblem] = createSignal('');
  const [helpOpen, setHelpOpen] = createSignal(false);
  /** Starts on “To agent” for people who enter alone. After that only they change it; the choice survives a reload. */
  const [choice, setChoice] = createSignal(context.asksAgent.get() ?? undefined);
  void context.enteredAlone.then((alone) => setChoice((chosen) => chosen ?? alone));
  const asking = () => !props.viewer && (choice() ?? false);
  const [mode, setMode] = createSignal(keptMode.get());
  const giveBack = (id: string, message: string): void => {
    failedSend = { id, text: message };
    setText(text() === '' ? message : `${message}\n${text()}`);
  };
  createEffect(() => {
    if (!context.coder.loaded()) return;
    untrack(() => {
      const { queue = [] } = context.coder.agentState() ?? {};
      const hasArrived = ({ id }: { id: string }): boolean =>
        context.coder.message(id) !== undefined || queue.some((queued) => queued.id === id);
      // A page that closes takes what it sends for failed, whether it arrived or not.
      if (failedSend && hasArrived(failedSend) && text().startsWith(failedSend.text))
        setText(text().slice(failedSend.text.length).trimStart());
      const lost = kept.sending.filter((message) => !hasArrived(message));
      onTheirWay = onTheirWay.filter((message) => !kept.sending.includes(message));
      kept.sending = [];
      for (const message of lost.toReversed()) giveBack(message.id, message.text);
      keepDraft();
    });
  });
  let lastSent: Promise<void> = Promise.resolve();
  /** How many messages are being sent. */
  const [sending, setSending] = createSignal(0);

  const attempt = async (act: () => Promise<void>, undo?: () => void): Promise<void> => {
    try {
      await act();
    } catch (error) {
      setProblem(problemOf(error));
      undo?.();
    }
  };
  /** Frees the field for the next message and keeps the focus there: the button that was pressed may disappear. */
  const resetField = (): void => {
    setProblem('');
    field?.focus();
  };

  const submit = (): void => {
    const message = text().trim();
    if (message === '' || tooLong()) return;
    const command = props.viewer ? undefined : readCommand(message);
    const mentions = mentionsIn(message, targetsOf(context));
    if (!command && mentions.length > chatLimits.maxMentions) {
      setProblem(`A message can mention at most ${chatLimits.maxMentions} things.`);
      return;
    }
    const id = failedSend?.text === message ? failedSend.id : newUlid();
    failedSend = undefined;
    const chosen = choice();
    const chosenMode = mode();
    resetField();
    const settle = (): void => {
      onTheirWay = onTheirWay.filter((one) => one.id !== id);
      keepDraft();
    };
    if (!command) onTheirWay = [...onTheirWay, { id, text: message }];
    setText('');
    const undo = (): void => giveBack(id, message);
    const act = command
      ? () => runCommand(command, undo)
      : async () => {
          const ask = !props.viewer && (chosen ?? (await context.enteredAlone));
          await context.coder.chat.send({ message, mentions }, { id, ask, mode: chosenMode });
          setHelpOpen(false);
          props.onSent();
        };
    // One after another, so that messages arrive in order.
    setSending((count) => count + 1);
    lastSent = lastSent
      .then(() => attempt(act, undo))
      .finally(() => {
        setSending((count) => count - 1);
        settle();
      });
  };

  /** @param giveBack for a command that fails after this has returned */
  const runCommand = async (
    command: NonNullable<ReturnType<typeof readCommand>>,
    undo: () => void,
  ): Promise<void> => {
    if ('unknown' in command) {
      throw new Error(`There is no command ${command.unknown}. /help lists the commands.`);
    }
    if (command.name === 'run')
      await context.run(command.rest === '' ? undefined : command.rest.replace(/^@/, ''));
    else if (command.name === 'undo') await undoLast(context.coder);
    else if (command.name === 'clear') props.onClear();
    // Takes long: messages sent meanwhile must not wait for it.
    else if (command.name === 'compact') void attempt(() => context.coder.chat.compact(command.rest), undo);
    else setHelpOpen(true);
  };

  /** From the click until the agent has stopped. */
  const [stopping, setStopping] = createSignal(false);
  createEffect(() => {
    if (!props.working) setStopping(false);
  });
  const stop = (): void => {
    resetField();
    if (stopping()) return;
    setStopping(true);
    void attempt(
      () => context.coder.chat.stopTurn(),
      () => setStopping(false),
    );
  };
  const onEscape = (): boolean => {
    if (helpOpen()) setHelpOpen(false);
    else if (props.working && !props.viewer) stop();
    else return false;
    return true;
  };
  const append = (words: string): void => {
    const gap = text() === '' || text().endsWith(' ') ? '' : ' ';
    setText(text() + gap + words);
    field?.focus();
    field?.setSelectionRange(text().length, text().length);
  };
  const insertMention = (): void => {
    append('@');
    // As if it had been typed, so that completions show.
    field?.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  useCommands().provide({
    askAbout: () => {
      const selection = context.selection();
      context.onReveal();
      if (selection) append(`${mentionOf(selection)} `);
      else field?.focus();
    },
  });

  const tooLong = () =>
    text().trim().length > (props.viewer ? chatLimits.maxViewerMessageLength : chatLimits.maxMessageLength);
  const toAgent = () => !props.viewer && (asking() || namesAgent(text()));
  const placeholder = (): string => {
    if (props.viewer) return 'Message everyone here. The agent does not read it';
    return asking() ? 'Message the agent' : 'Message everyone, or @agent';
  };
  return (
    <div class="chat-compose">
      <Show when={helpOpen()}>
        <HelpCard onClose={() => setHelpOpen(false)} />
      </Show>
      <Show when={problem()}>
        <p class="chat-problem" role="alert">
          {problem()}
        </p>
      </Show>
      <Show when={!props.viewer}>
        <CompactHint coder={context.coder} onChoose={() => append('/compact ')} />
        <QueueList context={context} onProblem={setProblem} />
      </Show>
      <form
        class="chat-composer"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <MessageField
          ref={(el) => {
            field = el;
            props.ref(el);
          }}
          label={asking() ? 'Message to the agent' : 'Message to everyone here'}
          placeholder={placeholder()}
          value={text()}
          targets={() => targetsOf(context)}
          onInput={setText}
          onSubmit={submit}
          onEscape={onEscape}
        />
        <div class="chat-composer-row">
          <IconButton label="Mention someone, a file, the selection or output" small onClick={insertMention}>
            <AtSign size={16} />
          </IconButton>
          <Show when={!props.viewer}>
            <button
              type="button"
              class="chat-ask"
              role="switch"
              aria-checked={asking()}
              title={
                asking()
                  ? 'Your messages start a turn of the agent'
                  : 'Your messages are for the people here; @agent asks the agent'
              }
              onClick={() => context.asksAgent.set(setChoice(!asking()))}
            >
              <Bot size={14} /> To agent
            </button>
          </Show>
          <Show when={toAgent()}>
            <ModeChoice mode={mode()} onChange={(next) => keptMode.set(setMode(next))} />
          </Show>
          <Show when={tooLong()}>
            <span class="chat-problem">Too long</span>
          </Show>
          <span class="chat-composer-space">
            <Show when={sending() > 0}>
              <span class="chat-sending">Sending…</span>
            </Show>
          </span>
          <Show when={props.working && !props.viewer}>
            <button
              type="button"
              class="button chat-stop"
              title={stopping() ? 'Stopping…' : 'Stop (Esc)'}
              aria-disabled={stopping()}
              onClick={stop}
            >
              <Square size={14} />{' '}
              <Show when={!stopping()} fallback={<span>Stopping…</span>}>
                <span>Stop</span> <kbd>Esc</kbd>
              </Show>
            </button>
          </Show>
          <button type="submit" class="button button-primary" disabled={text().trim() === '' || tooLong()}>
            {props.working && toAgent() ? 'Queue' : 'Send'} <CornerDownLeft size={14} />
          </button>
        </div>
      </form>
    </div>
  );
}
