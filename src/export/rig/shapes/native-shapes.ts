import { findSlits, slitOpening } from '../../../head/anatomy/slits.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { basisMorphs, type HeadMorphs } from './head-morphs.ts';

/** Shares that are taken for lids whose opening cannot be told. */
const SHARES = { least: 0.2, most: 1.5 };

/** The head model's own expressions on one face. */
export interface NativeShapes {
  readonly morphs: HeadMorphs;
  /** How much of each of the model's there is of it at full strength [E]. */
  readonly shares: Float64Array;
}

/**
 * The head model's own expressions as they are, but for those that close an eye: the model's shut the lids of the mean head. From where a person's stand
 * it takes s of it,
 *   s = r / r_0,  r = o / (o - o_1),
 * o the opening between the lids, o_1 what `closure` at full strength leaves of it, r_0 the mean head's.
 * @param face neutral, all parts [V, 3] mm, and mm per unit of the head model
 */
export function nativeShapes(
  head: HeadModel,
  { positions, size }: { readonly positions: Float64Array; readonly size: number },
): NativeShapes {
  const morphs = basisMorphs(head.expressions, size);
  const shares = new Float64Array(head.expressions.names.length).fill(1);
  const slits = findSlits(head);
  for (const side of ['left', 'right'] as const) {
    const closure = morphs.get(`eye-${side}-closure`);
    if (closure === undefined) continue;
    const strength = (shape: ArrayLike<number>, unit: number): number => {
      const opening = slitOpening(slits[side], shape);
      const shut = Float64Array.from(shape, (x, i) => x + unit * closure[i]);
      return opening / (opening - slitOpening(slits[side], shut));
    };
    const share = strength(positions, 1) / strength(head.template, 1 / size);
    const taken = Math.max(SHARES.least, Math.min(SHARES.most, share));
    for (const name of [`eye-${side}-closure`, `eye-${side}-slit`]) {
      const delta = morphs.get(name);
      if (delta === undefined) continue;
      shares[head.expressions.names.indexOf(name)] = taken;
      morphs.set(
        name,
        delta.map((x) => taken * x),
      );
    }
  }
  return { morphs, shares };
}
