import { SHAPE_SETS } from '../../../head/face-shapes/shape-sets.ts';
import type { RigAnimation, RiggedHead } from '../rigged-head.ts';

/** A rig with the morph targets, weights and tracks of its written sets alone, in the order of {@link SHAPE_SETS}. */
export function writtenShapes(rig: RiggedHead): RiggedHead {
  const { shapes } = rig;
  if (shapes === undefined) return rig;
  const sets = SHAPE_SETS.filter((set) => shapes.written.includes(set));
  const known = new Set([...shapes.sets.values()].flat());
  const clips = (rig.animations ?? []).map(({ name }) => name).filter((name) => !known.has(name));
  const names = [...sets.flatMap((set) => shapes.sets.get(set) ?? []), ...clips];
  const animations = rig.animations?.map(
    (animation): RigAnimation => ({ ...animation, weights: picked(animation.weights, names) }),
  );
  return {
    ...rig,
    primitives: rig.primitives.map((primitive) => ({
      ...primitive,
      morphs: picked(withDropped(primitive, rig.animations ?? [], new Set(names)), names),
    })),
    ...(rig.weights === undefined ? {} : { weights: picked(rig.weights, names) }),
    ...(animations === undefined ? {} : { animations }),
  };
}

/** Morphs whose correctives take over what clips showed by targets that are not written: displacements add up. */
function withDropped(
  { morphs }: RiggedHead['primitives'][number],
  clips: readonly RigAnimation[],
  kept: ReadonlySet<string>,
): ReadonlyMap<string, Float32Array> {
  const out = new Map(morphs);
  for (const { name, weights, times } of clips) {
    const own = out.get(name);
    if (own === undefined || times.length !== 1) continue;
    const sum = own.slice();
    for (const [target, [weight]] of weights) {
      const delta = morphs.get(target);
      if (kept.has(target) || delta === undefined) continue;
      for (let i = 0; i < sum.length; i++) sum[i] += weight * delta[i];
    }
    out.set(name, sum);
  }
  return out;
}

function picked<Value>(values: ReadonlyMap<string, Value>, names: readonly string[]): Map<string, Value> {
  const out = new Map<string, Value>();
  for (const name of names) {
    const value = values.get(name);
    if (value !== undefined) out.set(name, value);
  }
  return out;
}
