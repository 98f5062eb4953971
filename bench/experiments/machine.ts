import { availableParallelism, cpus } from 'node:os';

/** What an experiment ran on, in words. */
export function machineOf(): string {
  return `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`;
}
