import { type NetworkProcess, startNetworks } from './network-process.ts';
import type { Networks } from './networks.ts';

/** What is told of a piece of work that was shared out. */
export interface Sharing {
  /** Told of each item that is done. */
  readonly onDone: () => void;
  /** Ends the work, and the processes, with its reason. */
  readonly signal: AbortSignal | undefined;
}

/** Processes that look at photographs; each is started when there is work for it. */
export interface NetworkPool {
  /** Starts the first, for work that is certain to come. */
  start(): void;
  /**
   * Shares items out; each is looked at by one process alone, so that the answers are the same on any number. Where some work throws, all
   * processes have ended when it is told.
   * @throws {AsmFitError} input: a network's file is missing or another, or a process died twice
   */
  share<Item, Result>(
    items: readonly Item[],
    work: (networks: Networks, item: Item) => Promise<Result>,
    sharing: Sharing,
  ): Promise<Result[]>;
  /** Ends all processes. */
  close(): void;
}

/**
 * Processes, not threads: what the networks took goes back to the system when they end, and a fit needs it later. Where there may be
 * one alone it is this one.
 */
export function openNetworkPool(processes: number): NetworkPool {
  if (processes < 2) return poolHere();
  const started: NetworkProcess[] = [];
  const close = (): void => {
    for (const one of started) one.close();
  };
  return {
    start() {
      if (started.length === 0) started.push(startNetworks());
    },
    async share(items, work, { onDone, signal }) {
      signal?.throwIfAborted();
      while (started.length < Math.min(processes, items.length)) started.push(startNetworks());
      const shared = inTurns(started, items, work, { onDone, signal });
      signal?.addEventListener('abort', close, { once: true });
      try {
        return await shared.all;
      } catch (error) {
        close();
        // Whoever is told of a failure finds no process that still answers.
        await Promise.allSettled(shared.each);
        signal?.throwIfAborted();
        throw error;
      } finally {
        signal?.removeEventListener('abort', close);
      }
    },
    close,
  };
}

function poolHere(): NetworkPool {
  let networks: Promise<Networks> | null = null;
  return {
    start() {},
    async share(items, work, sharing) {
      sharing.signal?.throwIfAborted();
      // Loaded here alone: a program that has them in other processes need not have them itself.
      networks ??= import('./networks.ts').then(({ networksHere }) => networksHere());
      return inTurns([await networks], items, work, sharing).all;
    },
    close: () => {},
  };
}

/** Each of the networks takes the next item when it is done with one. */
function inTurns<Item, Result>(
  all: readonly Networks[],
  items: readonly Item[],
  work: (networks: Networks, item: Item) => Promise<Result>,
  { onDone, signal }: Sharing,
): { readonly all: Promise<Result[]>; readonly each: readonly Promise<void>[] } {
  const out: Result[] = new Array(items.length);
  let next = 0;
  const each = all.map(async (networks) => {
    while (next < items.length) {
      signal?.throwIfAborted();
      const index = next++;
      out[index] = await work(networks, items[index]);
      onDone();
    }
  });
  return { all: Promise.all(each).then(() => out), each };
}
