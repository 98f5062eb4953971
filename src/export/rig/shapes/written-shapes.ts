import { SHAPE_SETS } from '../../../head/face-shapes/shape-sets.ts';
import type { RigAnimation, RiggedHead } from '../rigged-head.ts';

/** A rig with the morph targets, weights and tracks of its written sets alone, in the order of {@link SHAPE_SETS}. */
export function writtenShapes(rig: RiggedHead): RiggedHead {
  const { shapes } = rig;
  if (shapes === undefined) return rig;
  const sets = SHAPE_SETS.filter((set) => shapes.written.includes(set));
  const names = sets.flatMap((set) => shapes.sets.get(set) ?? []);
  const animations = rig.animations?.map(
    (animation): RigAnimation => ({ ...animation, weights: picked(animation.weights, names) }),
  );
  return {
    ...rig,
    primitives: rig.primitives.map((primitive) => ({ ...primitive, morphs: picked(primitive.morphs, names) })),
    ...(rig.weights === undefined ? {} : { weights: picked(rig.weights, names) }),
    ...(animations === undefined ? {} : { animations }),
  };
}

function picked<Value>(values: ReadonlyMap<string, Value>, names: readonly string[]): Map<string, Value> {
  const out = new Map<string, Value>();
  for (const name of names) {
    const value = values.get(name);
    if (value !== undefined) out.set(name, value);
  }
  return out;
}
