/** Whether keys are spoken of, and held, as on a Mac. */
export const mac = navigator.platform.startsWith('Mac');
