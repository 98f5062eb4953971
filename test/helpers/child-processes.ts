import { setTimeout } from 'node:timers/promises';

/** Whether all child processes of this one end within some milliseconds. */
export async function childrenEnd(withinMs: number): Promise<boolean> {
  for (const end = performance.now() + withinMs; performance.now() < end; await setTimeout(20))
    if (!process.getActiveResourcesInfo().includes('ProcessWrap')) return true;
  return false;
}
