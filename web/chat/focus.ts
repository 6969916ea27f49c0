/** For a `ref`: the field is not in the page yet when that is called. */
export const focusSoon = (el: HTMLTextAreaElement): void =>
  queueMicrotask(() => {
    el.focus();
    el.setSelectionRange(el.value.length, el.value.length);
  });

const elementOf = (messageId: string): string => `message-${messageId}`;
/** What makes an element one that {@link focusMessage} finds. */
export const focusableMessage = (id: string): { id: string; tabindex: -1 } => ({
  id: elementOf(id),
  tabindex: -1,
});
export const focusMessage = (id: string): void => document.getElementById(elementOf(id))?.focus();
