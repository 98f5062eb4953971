import { vertexNeighbours, vertexNormals } from '../../geometry/mesh/mesh.ts';
import { applySimilarity, invertSimilarity } from '../../geometry/similarity.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { closestFacing } from '../../surface/closest-facing.ts';
import {
  closestOnSurface,
  createTargetSurface,
  type SurfaceHits,
  type TargetSurface,
} from '../../surface/target-surface.ts';
import { nostrilVertices } from '../anatomy/nostrils.ts';
import { type HeadModel, outerSkin, regionVertices, skinTriangles } from '../head-model.ts';
import type { SkinPopulation } from '../people/skin-population.ts';
import { createShapeSpace, evaluateShape, shapePoints } from '../shape/shape-space.ts';
import { fitShapeToSurface } from './fit-shape.ts';
import type { IctModel } from './ict-model.ts';
import { withoutSimilarity } from './without-similarity.ts';

const FIT = { steps: 8, normalSigma: 1, pointSigma: 4, landmarkSigma: 2, farMm: 12, priorPoints: 500 };
/** Landmarks that lie on both heads alike: all but the jaw's outline. */
const FIRST_INNER = 17;
const VERTEX_STEP = 2;
/** Rounds of nearest points, each less stiff than the one before. */
const ROUNDS = [0.1, 0.2, 0.5, 1, 2, 2] as const;
const SMOOTHING_STEPS = 80;
const FOLLOWED = 16;
const FOLLOW_SIGMA_MM = 6;
/** Partners farther than this, or that look another way, are none. */
const FAR_MM = 8;
const SAME_SIDE = 0.5;
const FAR_IN_NOSE_MM = 15;

const ICT_SOURCE = 'ICT-FaceKit (MIT, Copyright (c) 2020 USC Institute for Creative Technologies)';

/**
 * ICT-FaceKit's people on a head's own skin. Lays the skin on ICT's mean: its shape space first, then smooth displacements of
 * the vertices towards their nearest points, ever less stiff. Vertices that find no partner (within the mouth, beyond an edge)
 * go with those around them.
 */
export function carryOver(kernels: Kernels, head: HeadModel, ict: IctModel): SkinPopulation {
  const [skin] = head.parts;
  const surface = createTargetSurface(ict.positions, ict.triangles);
  const space = createShapeSpace(head);
  const inner = innerMarks(head);
  const target = Float64Array.from(
    ict.landmarks.slice(FIRST_INNER).flatMap((v) => [...ict.positions.subarray(3 * v, 3 * v + 3)]),
  );
  const members = Uint32Array.from(regionVertices(head, 'face'));
  const face = members.filter((v) => v % VERTEX_STEP === 0);
  const points = shapePoints(space, face, new Float64Array(face.length).fill(1), 1);
  const columns = space.identityCount + space.smoothCount;
  const marks = { points: shapePoints(space, inner.vertices, inner.weights, 3), target };
  const { coefficients, similarity } = fitShapeToSurface(kernels, { space, columns, points }, { surface, marks }, FIT);
  const start = applySimilarity(similarity, evaluateShape(space, coefficients).subarray(0, 3 * skin.vertexCount));
  const neighbours = vertexNeighbours(skin.vertexCount, head.quads.subarray(0, 4 * skin.quadCount), 4);
  const inside = head.regions.mouth.map((m, v) => (m || head.regions.sockets[v] ? 1 : 0));
  const offset = new Float64Array(start.length);
  const place = (): Float64Array => start.map((x, i) => x + offset[i]);
  let hits: SurfaceHits | null = null;
  let known: Float64Array = new Float64Array(skin.vertexCount);
  for (const pull of ROUNDS) {
    const positions = place();
    hits = closestOnSurface(kernels, surface, positions);
    known = partners(positions, skinTriangles(head), hits, inside);
    const wanted = hits.points.map((x, i) => x - start[i]);
    // Nearest points lie on a nostril's rim; the model's own points know how deep it goes.
    for (const [v, place] of nostrilPlaces(kernels, head, positions, surface)) {
      known[v] = 1;
      for (let k = 0; k < 3; k++) wanted[3 * v + k] = place[k] - start[3 * v + k];
    }
    relax(
      offset,
      wanted,
      known.map((k) => k * pull),
      neighbours,
    );
  }
  const found = hits as SurfaceHits;
  const followers = followersOf(head.template, known);
  follow(offset, followers);
  const back = invertSimilarity(similarity);
  const turn = { ...back, translation: new Float64Array(3) };
  const carry = (delta: Float32Array): Float32Array => {
    const out = new Float64Array(3 * skin.vertexCount);
    for (let v = 0; v < skin.vertexCount; v++)
      if (known[v] > 0)
        for (let c = 0; c < 3; c++) {
          const corner = ict.triangles[3 * found.triangle[v] + c];
          for (let k = 0; k < 3; k++) out[3 * v + k] += found.barycentric[3 * v + c] * delta[3 * corner + k];
        }
    follow(out, followers);
    return Float32Array.from(applySimilarity(turn, out));
  };
  const mean = applySimilarity(back, place());
  return {
    name: 'ict',
    source: ICT_SOURCE,
    mean,
    modes: ict.identity.map((mode) => withoutSimilarity(mean, carry(mode), members)),
  };
}

function innerMarks(head: HeadModel): { vertices: Uint32Array; weights: Float64Array } {
  const { vertices, barycentric } = head.embeddings.ibug68;
  return { vertices: vertices.subarray(3 * FIRST_INNER), weights: barycentric.subarray(3 * FIRST_INNER) };
}

/** 1 where a vertex has a partner [skin vertices]. */
function partners(
  positions: Float64Array,
  triangles: Uint32Array,
  hits: SurfaceHits,
  inside: Uint8Array,
): Float64Array {
  const { normals } = vertexNormals(positions, triangles);
  return Float64Array.from({ length: positions.length / 3 }, (_, v) => {
    if (inside[v] || hits.onBoundary[v]) return 0;
    let dot = 0;
    let square = 0;
    for (let k = 3 * v; k < 3 * v + 3; k++) {
      dot += normals[k] * hits.normals[k];
      square += (positions[k] - hits.points[k]) ** 2;
    }
    return dot > SAME_SIDE && square < FAR_MM ** 2 ? 1 : 0;
  });
}

/**
 * Where the model's points pull the skin of the nostrils: each pulls the skin that is nearest to it and faces its way.
 * @returns by vertex, the mean place
 */
function nostrilPlaces(
  kernels: Kernels,
  head: HeadModel,
  positions: Float64Array,
  surface: TargetSurface,
): Map<number, readonly number[]> {
  const triangles = outerSkin(head);
  const hits = closestFacing(
    kernels,
    { positions, triangles },
    { points: surface.positions, normals: surface.normals },
  );
  const sums = new Map(nostrilVertices(head).map((v) => [v, { weight: 0, move: [0, 0, 0] }]));
  for (let q = 0; q < hits.triangle.length; q++) {
    const gap = [0, 1, 2].map((k) => surface.positions[3 * q + k] - hits.points[3 * q + k]);
    if (hits.onBoundary[q] === 1 || !(Math.hypot(...gap) < FAR_IN_NOSE_MM)) continue;
    for (let c = 0; c < 3; c++) {
      const sum = sums.get(triangles[3 * hits.triangle[q] + c]);
      if (sum === undefined) continue;
      const weight = hits.barycentric[3 * q + c];
      sum.weight += weight;
      for (let k = 0; k < 3; k++) sum.move[k] += weight * gap[k];
    }
  }
  return new Map(
    Array.from(sums)
      .filter(([, { weight }]) => weight > 0)
      .map(([v, { weight, move }]) => [v, move.map((x, k) => positions[3 * v + k] + x / weight)]),
  );
}

/** Jacobi steps of min sum_v w_v |x_v - wanted_v|^2 + |x_v - mean of neighbours|^2, in place. */
function relax(x: Float64Array, wanted: Float64Array, weights: Float64Array, neighbours: readonly Uint32Array[]): void {
  let before = x.slice();
  for (let step = 0; step < SMOOTHING_STEPS; step++) {
    for (let v = 0; v < weights.length; v++) {
      const around = neighbours[v];
      if (around.length === 0) continue;
      for (let k = 0; k < 3; k++) {
        let mean = 0;
        for (const n of around) mean += before[3 * n + k];
        mean /= around.length;
        x[3 * v + k] = (weights[v] * wanted[3 * v + k] + mean) / (weights[v] + 1);
      }
    }
    before = x.slice();
  }
}

/** Vertices without a partner, and the known ones that they go with [FOLLOWED each], weights summing to one. */
interface Follower {
  readonly vertex: number;
  readonly known: readonly number[];
  readonly weights: readonly number[];
}

/** Nearest through space, not along the skin: the mouth's lining must go with the skin before it, or it breaks through. */
function followersOf(template: Float64Array, known: Float64Array): Follower[] {
  const sure = Array.from(known.keys()).filter((v) => known[v] > 0);
  const square = (a: number, b: number): number =>
    (template[3 * a] - template[3 * b]) ** 2 +
    (template[3 * a + 1] - template[3 * b + 1]) ** 2 +
    (template[3 * a + 2] - template[3 * b + 2]) ** 2;
  return Array.from(known.keys())
    .filter((v) => known[v] === 0)
    .map((vertex) => {
      const near = sure
        .map((v) => ({ v, square: square(vertex, v) }))
        .sort((a, b) => a.square - b.square)
        .slice(0, FOLLOWED);
      // Relative to the nearest, so that the far ones of a vertex far off count too.
      const raw = near.map((one) => Math.exp((near[0].square - one.square) / (2 * FOLLOW_SIGMA_MM ** 2)));
      const sum = raw.reduce((a, b) => a + b, 0);
      return { vertex, known: near.map(({ v }) => v), weights: raw.map((w) => w / sum) };
    });
}

/** Moves followers as what they follow, in place. @param x displacements [skin vertices, 3] */
function follow(x: Float64Array, followers: readonly Follower[]): void {
  for (const { vertex, known, weights } of followers)
    for (let k = 0; k < 3; k++) x[3 * vertex + k] = known.reduce((sum, v, i) => sum + weights[i] * x[3 * v + k], 0);
}
