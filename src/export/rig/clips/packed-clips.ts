import { z } from 'zod';
import type { SectionArray } from '../../../head/bundled/head-file.ts';
import type { RigAnimation } from '../rigged-head.ts';

const name = z.string().max(256);

/** What `rig.bin` says of an animation beside its numbers. */
export const clipSchema = z.object({
  name,
  rotations: z.array(name).max(65_536),
  translations: z.array(name).max(65_536),
});
export type ClipEntry = z.infer<typeof clipSchema>;

export function clipEntry({ name, rotations, translations }: RigAnimation): ClipEntry {
  return { name, rotations: [...rotations.keys()], translations: [...(translations?.keys() ?? [])] };
}

/** An animation's numbers under `animations/<a>`. */
export function addClip(sections: Map<string, SectionArray>, a: number, clip: RigAnimation): void {
  const prefix = `animations/${a}`;
  sections.set(`${prefix}/times`, clip.times);
  sections.set(`${prefix}/weights`, clip.weights);
  for (const [j, values] of [...clip.rotations.values()].entries()) sections.set(`${prefix}/rotations/${j}`, values);
  for (const [j, values] of [...(clip.translations?.values() ?? [])].entries())
    sections.set(`${prefix}/translations/${j}`, values);
}

/** Where a file's numbers and faults come from. */
export interface ClipReader {
  /** Finite numbers of a section. */
  reals(name: string): Float64Array;
  fault(requirement: string, received: string): never;
}

/** What a rig's animations may name. */
export interface ClipNames {
  readonly joints: ReadonlySet<string>;
  readonly targetCount: number;
}

/** What {@link addClip} wrote. */
export function readClip(entry: ClipEntry, a: number, read: ClipReader, names: ClipNames): RigAnimation {
  const prefix = `animations/${a}`;
  const times = Float32Array.from(read.reals(`${prefix}/times`));
  const track = (kind: 'rotations' | 'translations', width: number): Map<string, Float32Array> =>
    new Map(
      entry[kind].map((joint, j) => {
        const values = Float32Array.from(read.reals(`${prefix}/${kind}/${j}`));
        if (!names.joints.has(joint) || values.length !== width * times.length)
          read.fault(`must have ${kind} of its joints in ${entry.name}`, `${values.length} numbers for ${joint}`);
        return [joint, values];
      }),
    );
  const weights = Float32Array.from(read.reals(`${prefix}/weights`));
  if (times.length === 0 || weights.length !== names.targetCount * times.length)
    read.fault(`must have a weight of each target in ${entry.name}`, `${weights.length} for ${times.length} times`);
  return {
    name: entry.name,
    times,
    rotations: track('rotations', 4),
    translations: track('translations', 3),
    weights,
  };
}
