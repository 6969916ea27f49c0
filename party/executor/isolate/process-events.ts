/**
 * The events of Node's process that programs listen to: `exit`, `uncaughtException` and `unhandledRejection`. A program
 * that handles an error in this way goes on.
 */

interface Emitter {
  listenerCount(name: string): number;
  emit(name: string, ...values: unknown[]): boolean;
}

const process: Emitter = Reflect.get(globalThis, 'process');
const emit = process.emit.bind(process);

/** Whether a listener has handled an error that the program threw outside of any awaited call. */
export const handledException = (error: unknown): boolean =>
  emit('uncaughtException', error, 'uncaughtException');

/** Whether a listener handles a rejection that nobody awaits: workerd itself tells those of `unhandledRejection`. */
export const handledRejection = (reason: unknown): boolean =>
  process.listenerCount('unhandledRejection') > 0 || emit('uncaughtException', reason, 'unhandledRejection');

/** Tells the listeners of `exit`. Like them, throws what they throw. */
export const emitExit = (exitCode: number): void => {
  emit('exit', exitCode);
};
