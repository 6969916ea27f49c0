import { searchLimits } from '../../shared/limits.ts';
import type { SearchAnswer, SearchRequest } from './messages.ts';
// oxlint-disable-next-line import/default -- Vite makes the default export of a `?worker` module
import SearchWorker from './search.worker.ts?worker';

/** Searches files in a worker. A new request cancels the previous one, which then resolves with undefined. */
export class Searcher {
  #worker: Worker | undefined;
  #settle: ((answer: SearchAnswer | undefined) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  ask(request: SearchRequest): Promise<SearchAnswer | undefined> {
    // Terminate a running search, whose result is no longer needed.
    if (this.#settle) this.#end(undefined);
    const { promise, resolve } = Promise.withResolvers<SearchAnswer | undefined>();
    this.#settle = resolve;
    this.#worker ??= this.#start();
    this.#timer = setTimeout(
      () =>
        this.#end({
          found: [],
          truncated: false,
          problem: `This pattern took longer than ${searchLimits.timeoutMs / 1000} s and was stopped. Simplify it: avoid repeats inside repeats.`,
        }),
      searchLimits.timeoutMs,
    );
    this.#worker.postMessage(request);
    return promise;
  }

  destroy(): void {
    this.#end(undefined);
  }

  #start(): Worker {
    const worker = new SearchWorker();
    worker.addEventListener('message', ({ data }: MessageEvent<SearchAnswer>) => this.#answer(data));
    worker.addEventListener('error', () =>
      this.#end({ found: [], truncated: false, problem: 'The search has failed. Try again.' }),
    );
    return worker;
  }

  #answer(answer: SearchAnswer | undefined): void {
    clearTimeout(this.#timer);
    this.#settle?.(answer);
    this.#settle = undefined;
  }

  #end(answer: SearchAnswer | undefined): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#answer(answer);
  }
}
