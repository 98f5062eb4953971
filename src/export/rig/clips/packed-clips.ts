import { z } from 'zod';
import type { SectionArray } from '../../../head/bundled/head-file.ts';
import type { RigAnimation } from '../rigged-head.ts';

const name = z.string().max(256);

/** What `rig.bin` says of an animation beside its numbers. */
export const clipSchema = z.object({
  name,
  weights: z.array(name).max(65_536),
  rotations: z.array(name).max(65_536),
  translations: z.array(name).max(65_536),
});
export type ClipEntry = z.infer<typeof clipSchema>;

export function clipEntry({ name, weights, rotations, translations }: RigAnimation): ClipEntry {
  return {
    name,
    weights: [...weights.keys()],
    rotations: [...rotations.keys()],
    translations: [...(translations?.keys() ?? [])],
  };
}

/** An animation's numbers under `animations/<a>`. */
export function addClip(sections: Map<string, SectionArray>, a: number, clip: RigAnimation): void {
  const prefix = `animations/${a}`;
  sections.set(`${prefix}/times`, clip.times);
  for (const [m, values] of [...clip.weights.values()].entries()) sections.set(`${prefix}/weights/${m}`, values);
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
  readonly targets: ReadonlySet<string>;
}

/** What {@link addClip} wrote. */
export function readClip(entry: ClipEntry, a: number, read: ClipReader, names: ClipNames): RigAnimation {
  const prefix = `animations/${a}`;
  const times = Float32Array.from(read.reals(`${prefix}/times`));
  const track = (kind: 'rotations' | 'translations' | 'weights', width: number): Map<string, Float32Array> =>
    new Map(
      entry[kind].map((moved, j) => {
        const values = Float32Array.from(read.reals(`${prefix}/${kind}/${j}`));
        const known = kind === 'weights' ? names.targets : names.joints;
        if (!known.has(moved) || times.length === 0 || values.length !== width * times.length)
          read.fault(`must have ${kind} of what it has in ${entry.name}`, `${values.length} numbers for ${moved}`);
        return [moved, values];
      }),
    );
  return {
    name: entry.name,
    times,
    rotations: track('rotations', 4),
    translations: track('translations', 3),
    weights: track('weights', 1),
  };
}
