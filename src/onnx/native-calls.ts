/** Places in the numbers that a thread shares with the one that may end it. */
const CALLS = 0;
const ENDING = 1;

/**
 * What keeps a thread from being ended in the midst of the native library, which would end the whole process: calls under
 * way, and whether the end is wanted. [2] over a SharedArrayBuffer.
 */
export type NativeCalls = Int32Array<SharedArrayBuffer>;

let shared: NativeCalls | null = null;

export function createNativeCalls(): NativeCalls {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** Makes this thread count its calls, and stand still before the next one once its end is wanted. */
export function countNativeCalls(calls: NativeCalls): void {
  shared = calls;
}

/** Runs a call into the native library. */
export async function inNative<T>(call: () => Promise<T>): Promise<T> {
  if (shared === null) return call();
  Atomics.add(shared, CALLS, 1);
  try {
    if (Atomics.load(shared, ENDING) === 1) {
      Atomics.sub(shared, CALLS, 1);
      Atomics.wait(shared, ENDING, 1);
    }
    return await call();
  } finally {
    Atomics.sub(shared, CALLS, 1);
  }
}

/** Wants a thread's end. @returns whether no call is under way, so that none will be */
export function mayEnd(calls: NativeCalls): boolean {
  Atomics.store(calls, ENDING, 1);
  return Atomics.load(calls, CALLS) === 0;
}
