import { AsmFitError } from '../../errors.ts';
import type { LimitedWeights } from './rig-weights.ts';
import type { RiggedHead } from './rigged-head.ts';

/**
 * A rig whose vertices keep so many joints, the largest weights of each.
 * @throws {AsmFitError} input: it was made with fewer
 */
export function withInfluences(rig: RiggedHead, influences: number): RiggedHead {
  const most = Math.max(...rig.primitives.map(({ weights }) => weights.influences));
  if (most < influences && most > 1)
    throw new AsmFitError(
      'input',
      `--influences ${influences}: the rig must keep as many; received one of ${most}`,
      `run asm-fit fit again with --influences ${influences}`,
    );
  return {
    ...rig,
    primitives: rig.primitives.map((primitive) => ({ ...primitive, weights: largest(primitive.weights, influences) })),
  };
}

function largest(weights: LimitedWeights, influences: number): LimitedWeights {
  const { influences: kept } = weights;
  if (kept <= influences) return weights;
  const count = weights.joints.length / kept;
  const out = { joints: new Uint16Array(influences * count), weights: new Float32Array(influences * count) };
  for (let i = 0; i < count; i++) {
    const row = weights.weights.subarray(i * kept, (i + 1) * kept);
    const places = Array.from(row.keys()).sort((a, b) => row[b] - row[a] || a - b);
    const sum = places.slice(0, influences).reduce((total, k) => total + row[k], 0);
    let rest = 1;
    for (let k = influences - 1; k >= 0; k--) {
      out.joints[i * influences + k] = weights.joints[i * kept + places[k]];
      // The largest takes what float32 rounds off.
      out.weights[i * influences + k] = k === 0 ? rest : row[places[k]] / sum;
      rest -= out.weights[i * influences + k];
    }
  }
  return { influences, ...out };
}
