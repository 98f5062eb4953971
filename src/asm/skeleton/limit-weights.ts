import { bestInfluences } from './best-influences.ts';
import type { LimitedWeights } from './limited-weights.ts';
import { createPoseEnergy, type WeightPoses } from './pose-energy.ts';

/** Skin at rest and all its weights. */
export interface WeightedSkin {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [V, N], rows sum to 1 */
  readonly dense: Float64Array;
}

/** Less weight than this is none. */
const TRACE = 1e-5;

/**
 * Cuts weights to so many influences a vertex and solves them anew, so that the skin moves as with all of them: for each
 * vertex the bones and the weights with the least squared error over the poses. At rest nothing is lost.
 */
export function limitWeights(skin: WeightedSkin, poses: WeightPoses, influences: number): LimitedWeights {
  const { positions, dense } = skin;
  const count = poses.skeleton.names.length;
  const vertexCount = positions.length / 3;
  const energyOf = createPoseEnergy(poses);
  const joints = new Uint16Array(vertexCount * influences);
  const weights = new Float32Array(vertexCount * influences);
  for (let v = 0; v < vertexCount; v++) {
    const bones: number[] = [];
    for (let j = 0; j < count; j++) if (dense[v * count + j] > TRACE) bones.push(j);
    let sum = 0;
    for (const j of bones) sum += dense[v * count + j];
    const shares = bones.map((j) => dense[v * count + j] / sum);
    if (bones.length <= influences) {
      writeRow(bones, shares, v, { influences, joints, weights });
      continue;
    }
    const energy = energyOf(positions.subarray(3 * v, 3 * v + 3), bones);
    const carriers = bones.map((j) => poses.skeleton.carriers[j]);
    const { chosen, weights: solved } = bestInfluences(energy, { weights: shares, carriers }, influences);
    writeRow(
      chosen.map((i) => bones[i]),
      solved,
      v,
      { influences, joints, weights },
    );
  }
  return { influences, joints, weights };
}

/** A row with its largest first, which takes what single precision leaves of 1. */
function writeRow(bones: readonly number[], shares: readonly number[], vertex: number, out: LimitedWeights): void {
  const { influences, joints, weights } = out;
  const order = Array.from(shares.keys()).sort((a, b) => shares[b] - shares[a] || a - b);
  let rest = 1;
  for (let k = order.length - 1; k >= 0; k--) {
    const at = vertex * influences + k;
    joints[at] = bones[order[k]];
    weights[at] = k === 0 ? rest : shares[order[k]];
    rest -= weights[at];
  }
}
