/** For a `ref`: the field is not in the page yet when that is called. */
export const focusSoon = (el: HTMLTextAreaElement): void =>
  queueMicrotask(() => {
    el.focus();
    el.setSelectionRange(el.value.length, el.value.length);
  });
