import { expect } from 'vitest';
import { skinSurface } from '../../../src/export/rig/rig-primitives.ts';
import { applySubdivision } from '../../../src/geometry/mesh/catmull-clark.ts';
import { triangulate, vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import { buildTriangleTree, refitTriangleTree } from '../../../src/geometry/mesh/triangle-tree.ts';
import { createJawRig, turnJaw } from '../../../src/head/anatomy/jaw.ts';
import { shutSlit } from '../../../src/head/anatomy/shut-slits.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import { JAW_OPEN } from '../../../src/head/face-shapes/fit-face-shapes.ts';
import { rimOffsets } from '../../../src/head/face-shapes/meet-rims.ts';
import { mouthParts, partVertices } from '../../../src/head/face-shapes/mouth-parts.ts';
import { type Flesh, pierceDepth } from '../../../src/head/face-shapes/pierce-depth.ts';
import { windingNumber } from '../../../src/head/face-shapes/winding-number.ts';
import { type HeadModel, skinTriangles } from '../../../src/head/head-model.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { lidDepth } from './eye-shape-laws.ts';
import type { ShapedFace } from './shaped-face.ts';

/** The skin as a mesh to be looked at. @param positions all parts [V, 3] mm */
export type SkinMesh = (positions: Float64Array) => Flesh['surface'];

/** The head model's own. */
export function coarseSkin(head: HeadModel): SkinMesh {
  const count = 3 * head.parts[0].vertexCount;
  return skinMesh(head, skinTriangles(head), (positions) => positions.slice(0, count));
}

/** As rigs have it. */
export function exportedSkin(head: HeadModel): SkinMesh {
  const { surface, skinVertices } = skinSurface(head);
  return skinMesh(head, triangulate(surface.quads), (positions) =>
    applySubdivision(surface, positions.subarray(0, 3 * skinVertices), 3),
  );
}

function skinMesh(head: HeadModel, triangles: Uint32Array, of: (positions: Float64Array) => Float64Array): SkinMesh {
  const tree = buildTriangleTree(of(head.template), triangles);
  return (all) => {
    const positions = of(all);
    const { normals } = vertexNormals(positions, triangles);
    return { positions, triangles, normals, tree: refitTriangleTree(tree, positions, triangles) };
  };
}

/** How deep teeth, gums and tongue lie in the skin, mm. */
function partDepth({ head }: ShapedFace, skinOf: SkinMesh): (positions: Float64Array) => number {
  const vertices = partVertices(mouthParts(head));
  const kernels = plainKernels();
  return (positions) => {
    const points = Float64Array.from(vertices.flatMap((v) => [0, 1, 2].map((k) => positions[3 * v + k])));
    const surface = skinOf(positions);
    const winding = (at: ArrayLike<number>, i: number): number => windingNumber(surface, at, i);
    return Math.max(...pierceDepth(kernels, { surface, winding }, points, 0.2).depths);
  };
}

/** No shape at 1, alone or with `jawOpen` at 1, leaves a part in the skin or a lid in its eye by more than 0.3 mm. */
export function expectNothingPierces(face: ShapedFace, names: readonly string[], skinOf: SkinMesh): void {
  const depthOfLids = lidDepth(face);
  const depthOfParts = partDepth(face, skinOf);
  for (const name of ['neutral', ...names])
    for (const others of [[], ['jawOpen']]) {
      if (others[0] === name) continue;
      const positions = face.shaped(...(name === 'neutral' ? [] : [name]), ...others);
      expect(depthOfParts(positions), `parts, ${name} ${others}`).toBeLessThan(0.3);
      expect(depthOfLids(positions), `lids, ${name} ${others}`).toBeLessThan(0.3);
    }
}

/** `mouthClose` with `jawOpen` leaves the lips within 0.5 mm of where they lie shut. */
export function expectMouthCloses({ head, neutral, shaped }: ShapedFace): void {
  const { mouth } = findSlits(head);
  const shut = neutral.slice();
  shutSlit(head, mouth, shut);
  const closed = rimOffsets(head, mouth, shaped('jawOpen', 'mouthClose'));
  for (const [v, [y, z]] of rimOffsets(head, mouth, shut)) {
    const [cy, cz] = closed.get(v) as readonly [number, number];
    expect(Math.hypot(cy - y, cz - z)).toBeLessThan(0.5);
  }
}

/** Shapes that part no lips, alone or two at a time: nowhere do they gape by more than 0.6 mm than they do at rest. */
export function expectLipsHold({ head, neutral, shaped }: ShapedFace): void {
  const { mouth } = findSlits(head);
  const upper = new Set(mouth.upper);
  const atRest = rimOffsets(head, mouth, neutral);
  for (const names of [
    ['jawForward'],
    ['mouthRollLower', 'mouthRollUpper'],
    ['mouthPressLeft', 'mouthPressRight'],
    ['mouthDimpleLeft', 'mouthDimpleRight'],
    ['mouthPucker', 'jawLeft'],
  ]) {
    const gapes = Array.from(rimOffsets(head, mouth, shaped(...names)), ([v, [rise]]) => {
      const more = rise - (atRest.get(v)?.[0] ?? rise);
      return upper.has(v) ? -more : more;
    });
    expect(Math.max(...gapes), names.join(' ')).toBeLessThan(0.6);
  }
}

/** `jawOpen` is the jaw's joint turned, but for the mouth's lining; teeth and tongue turn rigidly. */
export function expectJawAgrees({ head, neutral, joints, shaped }: ShapedFace): void {
  const jaw = createJawRig(head);
  const turned = neutral.slice();
  turnJaw({ ...jaw, pivot: joints.subarray(3 * jaw.joint, 3 * jaw.joint + 3) }, [JAW_OPEN, 0, 0], turned);
  const { inside } = mouthParts(head);
  const open = shaped('jawOpen');
  for (let v = 0; v < head.vertexCount; v++)
    if (!inside.has(v))
      for (let k = 3 * v; k < 3 * v + 3; k++) expect(Math.abs(open[k] - turned[k])).toBeLessThan(1e-4);
}

/**
 * With the jaw open, lips that funnel or pucker open round: below its corners the mouth fills more of the rectangle around it than a
 * parabola (2/3; an ellipse pi/4, a V 1/2).
 */
export function expectRoundLowerLip({ head, shaped }: ShapedFace): void {
  const { lower } = findSlits(head).mouth;
  for (const name of ['mouthFunnel', 'mouthPucker']) {
    const p = shaped('jawOpen', name);
    const [left, right] = [lower[0], lower[lower.length - 1]];
    const width = p[3 * right] - p[3 * left];
    const below = (v: number): number => {
      const t = (p[3 * v] - p[3 * left]) / width;
      return (1 - t) * p[3 * left + 1] + t * p[3 * right + 1] - p[3 * v + 1];
    };
    let area = 0;
    lower.forEach((v, i) => {
      if (i > 0) area += ((p[3 * v] - p[3 * lower[i - 1]]) * (below(v) + below(lower[i - 1]))) / 2;
    });
    expect(area / (width * Math.max(...lower.map(below))), name).toBeGreaterThan(2 / 3);
  }
}
