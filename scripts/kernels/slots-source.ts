import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Kernel, SlotKind } from '../../src/kernels/kernel.ts';

type AnyKernel = Kernel<Readonly<Record<string, unknown>>>;

/** Folders of jobs and of the accessors that their bodies in AssemblyScript read slots by. */
export const SLOT_FOLDERS = [
  { jobs: 'src/kernels/jobs', generated: 'src/kernels/assembly/generated' },
  { jobs: 'bench/kernels/jobs', generated: 'bench/kernels/assembly/generated' },
] as const;

/** Bytes of a slot: an f64, whatever it holds. */
const SLOT_BYTES = 8;

/** The kernels of each module of a folder, by the module's path in it without its ending. */
export async function kernelsIn(folder: string): Promise<Map<string, readonly AnyKernel[]>> {
  const modules = new Map<string, readonly AnyKernel[]>();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?<!\.d)\.[jt]s$/.test(path),
  );
  for (const path of paths.sort()) {
    const exported: unknown[] = Object.values(await import(pathToFileURL(join(folder, path)).href));
    const kernels = exported.filter(isKernel).sort((a, b) => (a.name < b.name ? -1 : 1));
    if (kernels.length > 0) modules.set(path.slice(0, -3).replaceAll('\\', '/'), kernels);
  }
  return modules;
}

function isKernel(value: unknown): value is AnyKernel {
  return typeof value === 'object' && value !== null && 'slots' in value && 'plain' in value;
}

/**
 * AssemblyScript that names the slots of a module's kernels: for each an unmanaged class over the job's address, whose
 * accessors are inlined to one load at a constant offset.
 * @param jobs the module that declares them, as the file's first line names it
 */
export function slotsSource(jobs: string, kernels: readonly AnyKernel[]): string {
  const classes = kernels.map(({ name, slots }) => {
    const accessors = Object.entries(slots).map(([slot, kind], i) => accessor(slot, kind, SLOT_BYTES * i));
    return `/** Slots of \`${name}\`. */\n@unmanaged\nexport class ${className(name)} {\n${accessors.join('\n')}\n}\n`;
  });
  return [`// Written by \`npm run kernels:slots\` from ${jobs}.\n`, ...classes].join('\n');
}

function className(kernel: string): string {
  return `${kernel[0].toUpperCase()}${kernel.slice(1)}Slots`;
}

function accessor(slot: string, kind: SlotKind, offset: number): string {
  const value = `load<f64>(changetype<usize>(this), ${offset})`;
  if (kind === 'number') return `  @inline get ${slot}(): f64 { return ${value}; }`;
  const type = kind === 'count' ? 'i32' : 'usize';
  return `  @inline get ${slot}(): ${type} { return <${type}>${value}; }`;
}
