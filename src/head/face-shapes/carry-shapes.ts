import { alignSimilarity } from '../../geometry/similarity.ts';
import { findSlits, type SlitName, slitOpening } from '../anatomy/slits.ts';
import type { HeadModel, HeadPart, MorphBasis } from '../head-model.ts';
import { type LocalTurns, localTurns } from './local-turns.ts';

/** A face's lids are not opened and shut less or more than this many times as far as the mean head's. */
const MIN_OPENING = 0.5;
const MAX_OPENING = 1.6;

/**
 * Shapes of the mean head on a face, vertex by vertex d' = o s_v R_v d: turned and sized as the skin's surroundings are
 * (local-turns.ts), parts as wholes; shapes of an eye's lids by how far that eye is open beside.
 * @param face all parts [V, 3] mm, neutral
 * @returns what carries any of the head's shapes
 */
export function shapeCarrier(head: HeadModel, face: Float64Array): (shapes: MorphBasis) => MorphBasis {
  const turns = turnsOfAll(head, face);
  const slits = findSlits(head);
  const openings = (['left', 'right'] as const).map((side): readonly [SlitName, number] => {
    const ratio = slitOpening(slits[side], face) / slitOpening(slits[side], head.template);
    return [side, Math.min(MAX_OPENING, Math.max(MIN_OPENING, ratio))];
  });
  const stride = 3 * head.vertexCount;
  return (shapes) => {
    const deltas = new Float32Array(shapes.deltas.length);
    shapes.names.forEach((name, k) => {
      const opening = name.startsWith('eye')
        ? (openings.find(([side]) => name.toLowerCase().endsWith(side))?.[1] ?? 1)
        : 1;
      carry(turns, opening, shapes.deltas.subarray(k * stride, (k + 1) * stride), deltas.subarray(k * stride));
    });
    return { names: shapes.names, deltas };
  };
}

function carry({ rotations, scales }: LocalTurns, size: number, delta: ArrayLike<number>, out: Float32Array): void {
  for (let v = 0; v < scales.length; v++) {
    const [x, y, z] = [delta[3 * v], delta[3 * v + 1], delta[3 * v + 2]];
    if (x === 0 && y === 0 && z === 0) continue;
    for (let k = 0; k < 3; k++) {
      const row = 9 * v + 3 * k;
      out[3 * v + k] = size * scales[v] * (rotations[row] * x + rotations[row + 1] * y + rotations[row + 2] * z);
    }
  }
}

/** The skin's by its surroundings, each part's by all of it. */
function turnsOfAll(head: HeadModel, face: Float64Array): LocalTurns {
  const skin = localTurns(head, face);
  const rotations = new Float64Array(9 * head.vertexCount);
  const scales = new Float64Array(head.vertexCount);
  rotations.set(skin.rotations);
  scales.set(skin.scales);
  for (const part of head.parts.slice(1)) {
    const { rotation, scale } = alignSimilarity(verticesOf(head.template, part), verticesOf(face, part));
    for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++) rotations.set(rotation, 9 * v);
    scales.fill(scale, part.vertexStart, part.vertexStart + part.vertexCount);
  }
  return { rotations, scales };
}

function verticesOf(positions: Float64Array, { vertexStart, vertexCount }: HeadPart): Float64Array {
  return positions.subarray(3 * vertexStart, 3 * (vertexStart + vertexCount));
}
