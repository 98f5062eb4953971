import { SHAPE_SETS } from '../../../head/face-shapes/shape-sets.ts';
import { correctiveWeights, sharedCorrectives } from '../clips/shared-correctives.ts';
import type { RigAnimation, RiggedHead } from '../rigged-head.ts';

/**
 * A rig with the morph targets, weights and tracks of its written sets alone, in the order of {@link SHAPE_SETS}. What a clip of one
 * moment shows by targets that are not written, its correctives take over: displacements add up.
 */
export function writtenShapes(rig: RiggedHead): RiggedHead {
  const { shapes } = rig;
  if (shapes === undefined) return rig;
  const sets = SHAPE_SETS.filter((set) => shapes.written.includes(set));
  const names = sets.flatMap((set) => shapes.sets.get(set) ?? []);
  const moments = momentsOf(rig.animations ?? []);
  const primitives = rig.primitives.map((primitive) => ({
    ...primitive,
    morphs: new Map([...picked(primitive.morphs, names), ...takenOver(primitive, moments, new Set(names))]),
  }));
  const targets = new Set(primitives.flatMap(({ morphs }) => [...morphs.keys()]));
  const ownOf = new Map(moments.flatMap(({ name, clips }) => clips.map((clip) => [clip, name] as const)));
  const animations = rig.animations?.map((animation): RigAnimation => {
    const written = picked(animation.weights, names);
    const own = ownOf.get(animation);
    const correctives = own === undefined ? [] : correctiveWeights(own, targets);
    return {
      ...animation,
      weights: new Map([
        ...written,
        ...correctives.map(([target, weight]) => [target, Float32Array.of(weight)] as const),
      ]),
    };
  });
  return {
    ...rig,
    primitives,
    ...(rig.weights === undefined ? {} : { weights: picked(rig.weights, names) }),
    ...(animations === undefined ? {} : { animations }),
  };
}

/** Clips of one key frame that set the same weights: they differ in what joints show alone. */
interface Moment {
  /** Of the first of them. */
  readonly name: string;
  readonly clips: readonly RigAnimation[];
}

function momentsOf(animations: readonly RigAnimation[]): Moment[] {
  const moments = new Map<string, { readonly name: string; readonly clips: RigAnimation[] }>();
  for (const clip of animations) {
    if (clip.times.length !== 1) continue;
    const set = JSON.stringify([...clip.weights].map(([target, [weight]]) => [target, weight]));
    const moment = moments.get(set);
    if (moment === undefined) moments.set(set, { name: clip.name, clips: [clip] });
    else moment.clips.push(clip);
  }
  return [...moments.values()];
}

/** Correctives [V, 3] mm of a primitive for what moments show by targets that are not kept. */
function takenOver(
  { morphs }: RiggedHead['primitives'][number],
  moments: readonly Moment[],
  kept: ReadonlySet<string>,
): ReadonlyMap<string, Float32Array> {
  const size = morphs.values().next().value?.length ?? 0;
  return sharedCorrectives(
    moments.map(({ name, clips: [{ weights }] }) => {
      const moves = new Float64Array(size);
      for (const [target, [weight]] of weights) {
        const delta = morphs.get(target);
        if (kept.has(target) || delta === undefined) continue;
        for (let i = 0; i < size; i++) moves[i] += weight * delta[i];
      }
      return { name, moves };
    }),
  );
}

function picked<Value>(values: ReadonlyMap<string, Value>, names: readonly string[]): Map<string, Value> {
  const out = new Map<string, Value>();
  for (const name of names) {
    const value = values.get(name);
    if (value !== undefined) out.set(name, value);
  }
  return out;
}
