/** Whether keys are spoken of, and held, as on a Mac. */
export const mac = navigator.platform.startsWith('Mac');

/** The name of a key together with Ctrl, or Cmd where that is its place. */
export const withCtrl = (key: string): string => (mac ? `⌘ ${key}` : `Ctrl ${key}`);
