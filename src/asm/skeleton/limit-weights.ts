import { bestInfluences, type Influences, type VertexBones } from './best-influences.ts';
import type { LimitedWeights } from './limited-weights.ts';
import { createPoseEnergy, type PoseEnergy, type WeightPoses, WHOLE_POSE } from './pose-energy.ts';

/** Skin at rest and all its weights. */
export interface WeightedSkin {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [V, N], rows sum to 1 */
  readonly dense: Float64Array;
}

/** Less weight than this is none. */
const TRACE = 1e-5;

/** A vertex that some pose of joints takes farther than this from its place is solved again with these poses counted for more, mm. */
const FAR_MM = 0.3;
/** Each time so many times as much. */
const COUNTED_MORE = 4;
const TIMES = 4;

/**
 * Cuts weights to so many influences a vertex and solves them anew, so that the skin moves as with all of them: for each
 * vertex the bones and the weights with the least squared error over the poses. At rest nothing is lost. Least squares let
 * single vertices stray where joints turn far (0.7 mm at the corners of fitted lips): those heed the joints more.
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
    const carriers = bones.map((j) => poses.skeleton.carriers[j]);
    const vertex = { x: positions.subarray(3 * v, 3 * v + 3), bones, weights: shares, carriers };
    const { chosen, weights: solved } = nearInfluences(energyOf, vertex, influences);
    writeRow(
      chosen.map((i) => bones[i]),
      solved,
      v,
      { influences, joints, weights },
    );
  }
  return { influences, joints, weights };
}

interface Vertex extends VertexBones {
  /** [3] mm */
  readonly x: ArrayLike<number>;
  readonly bones: readonly number[];
}

/** The best influences of a vertex that keep it near its place wherever joints turn; those that keep it nearest if none do. */
function nearInfluences(energyOf: PoseEnergy, vertex: Vertex, most: number): Influences {
  let best: Influences | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (let time = 0; time < TIMES; time++) {
    const energy = energyOf(vertex.x, vertex.bones, WHOLE_POSE * COUNTED_MORE ** time);
    const solved = bestInfluences(energy, vertex, most);
    const errors = vertex.weights.map((w) => -w);
    solved.chosen.forEach((i, k) => {
      errors[i] += solved.weights[k];
    });
    const far = energy.farthest(errors);
    if (best === null || far < nearest) [best, nearest] = [solved, far];
    if (far <= FAR_MM) break;
  }
  return best as Influences;
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
