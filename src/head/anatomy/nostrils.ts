import { vertexNeighbours } from '../../geometry/mesh/mesh.ts';
import { embeddedPoints, type HeadModel, regionVertices } from '../head-model.ts';

/** iBUG's subnasale. */
const NOSE_BASE = 33;
/** Where the skin is dented at a nostril, from the nose's base to its side, up and forward, and how wide it is, mm. */
const NOSTRIL = { side: 8.8, up: 11.2, forward: -0.8, radius: 4.5 };
const STEPS = 60;

/** Skin vertices within the nostrils of the artists' head, which has dents there. */
export function nostrilVertices(artists: HeadModel): number[] {
  const base = embeddedPoints(artists.embeddings.ibug68, artists.template).subarray(3 * NOSE_BASE, 3 * NOSE_BASE + 3);
  const off = (v: number): number =>
    Math.hypot(
      Math.abs(artists.template[3 * v] - base[0]) - NOSTRIL.side,
      artists.template[3 * v + 1] - base[1] - NOSTRIL.up,
      artists.template[3 * v + 2] - base[2] - NOSTRIL.forward,
    );
  return regionVertices(artists, 'nose').filter((v) => off(v) < NOSTRIL.radius);
}

/**
 * Lets the nostrils go with the skin around them: their displacements become the mean of their neighbours', in place.
 * @param displacements [>= skin vertices, 3]
 */
export function carryNostrils(artists: HeadModel, displacements: Float32Array): void {
  const { vertexCount, quadCount } = artists.parts[0];
  const neighbours = vertexNeighbours(vertexCount, artists.quads.subarray(0, 4 * quadCount), 4);
  const inside = nostrilVertices(artists);
  for (let step = 0; step < STEPS; step++)
    for (const v of inside)
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (const n of neighbours[v]) sum += displacements[3 * n + k];
        displacements[3 * v + k] = sum / neighbours[v].length;
      }
}
