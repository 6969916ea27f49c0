/** For use as a `ref`, which is called before the field is in the page. */
export const focusSoon = (el: HTMLTextAreaElement): void =>
  queueMicrotask(() => {
    el.focus();
    el.setSelectionRange(el.value.length, el.value.length);
  });

const elementOf = (messageId: string): string => `message-${messageId}`;
/** Attributes by which {@link focusMessage} finds a message's element. */
export const focusableMessage = (id: string): { id: string; tabindex: -1 } => ({
  id: elementOf(id),
  tabindex: -1,
});
export const focusMessage = (id: string): void => document.getElementById(elementOf(id))?.focus();
