import { setTimeout } from 'node:timers/promises';

/** Many times what a process takes to end on a busy machine: one that is left running by mistake waits for work for ever. */
const LIMIT_MS = 20_000;

export function hasChildren(): boolean {
  return process.getActiveResourcesInfo().includes('ProcessWrap');
}

/** Waits until all child processes of this one have ended. @returns whether they did */
export async function childrenEnd(): Promise<boolean> {
  for (const end = performance.now() + LIMIT_MS; hasChildren(); await setTimeout(20))
    if (performance.now() > end) return false;
  return true;
}
