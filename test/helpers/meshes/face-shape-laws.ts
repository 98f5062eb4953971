import { expect } from 'vitest';
import { skinSurface } from '../../../src/export/rig/rig-primitives.ts';
import { applySubdivision } from '../../../src/geometry/mesh/catmull-clark.ts';
import { triangulate, vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import { buildTriangleTree, refitTriangleTree } from '../../../src/geometry/mesh/triangle-tree.ts';
import { rotationFromAxisAngle } from '../../../src/geometry/rotation.ts';
import { createJawRig, turnJaw } from '../../../src/head/anatomy/jaw.ts';
import { fitSphere } from '../../../src/head/anatomy/seat-eyes.ts';
import { shutSlit } from '../../../src/head/anatomy/shut-slits.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import type { RestingHead } from '../../../src/head/face-shapes/eyes/eye-spheres.ts';
import { outerLids } from '../../../src/head/face-shapes/eyes/lids-on-eyes.ts';
import { eyeLookTurn } from '../../../src/head/face-shapes/eyes/turn-eyes.ts';
import { type FaceShapes, fitFaceShapes, JAW_OPEN } from '../../../src/head/face-shapes/fit-face-shapes.ts';
import { rimOffsets } from '../../../src/head/face-shapes/meet-rims.ts';
import { mouthParts, partVertices } from '../../../src/head/face-shapes/mouth-parts.ts';
import { type Flesh, pierceDepth } from '../../../src/head/face-shapes/pierce-depth.ts';
import { windingNumber } from '../../../src/head/face-shapes/winding-number.ts';
import { type HeadModel, jointPosition, skinTriangles } from '../../../src/head/head-model.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { normals } from '../gradient-check.ts';

/** A sampled person of the head model, its identity drawn from the modes' normal distribution. */
export function sampledHead(head: HeadModel, seed: number): RestingHead {
  const identity = normals(head.identity.names.length, seed);
  const stride = 3 * head.vertexCount;
  const positions = head.template.slice();
  identity.forEach((a, k) => {
    for (let i = 0; i < stride; i++) positions[i] += a * head.identity.deltas[k * stride + i];
  });
  return { positions, joints: Float64Array.from(head.joints.flatMap((_, j) => [...jointPosition(head, j, identity)])) };
}

/** A face with its shapes, ready to be looked at. */
export interface ShapedFace extends FaceShapes {
  readonly head: HeadModel;
  readonly joints: Float64Array;
  /** Sum of shapes at 1 on the neutral face [V, 3] mm. */
  shaped(...names: readonly string[]): Float64Array;
}

export function shapedFace(head: HeadModel, rest: RestingHead): ShapedFace {
  const shapes = fitFaceShapes(plainKernels(), head, rest);
  const stride = 3 * head.vertexCount;
  return {
    ...shapes,
    head,
    joints: rest.joints,
    shaped: (...names) => {
      const out = shapes.neutral.slice();
      for (const name of names) {
        const basis = shapes.faceShapes.names.includes(name) ? shapes.faceShapes : shapes.visemes;
        const from = basis.names.indexOf(name) * stride;
        for (let i = 0; i < stride; i++) out[i] += basis.deltas[from + i];
      }
      return out;
    },
  };
}

/** `eyeBlink*` leaves at most 0.3 mm between the rims, and no lid in its eye. */
export function expectBlink({ head, shaped }: ShapedFace): void {
  const slits = findSlits(head);
  for (const [name, slit] of [
    ['eyeBlinkLeft', slits.left],
    ['eyeBlinkRight', slits.right],
  ] as const) {
    const apart = Array.from(rimOffsets(head, slit, shaped(name)).values(), ([y, z]) => Math.hypot(y, z));
    expect(Math.max(...apart), name).toBeLessThan(0.3);
  }
}

/** Half way, a blink that moves along straight lines leaves no lid in its eye by more than 0.1 mm, nor before and after. */
export function expectBlinkClearsEyes(face: ShapedFace): void {
  const depthOfLids = lidDepth(face);
  for (const name of ['eyeBlinkLeft', 'eyeBlinkRight']) {
    const shut = face.shaped(name);
    for (const way of [0.25, 0.5, 0.75]) {
      const positions = face.neutral.map((x, i) => x + way * (shut[i] - x));
      expect(depthOfLids(positions), `${way} of ${name}`).toBeLessThan(0.1);
    }
  }
}

/** Under a blink and all that trackers send beside it the lower lid stays behind the upper one, and rises past it by at most 2.6 mm. */
export function expectLidsSlide({ head, shaped }: ShapedFace): void {
  const slits = findSlits(head);
  for (const [side, { upper, lower }] of [
    ['Left', slits.left],
    ['Right', slits.right],
  ] as const)
    for (const beside of [['eyeSquint'], ['eyeSquint', 'cheekSquint'], ['eyeSquint', 'cheekSquint', 'browDown']]) {
      const positions = shaped(...['eyeBlink', ...beside].map((name) => name + side));
      const offsets = rimOffsets(head, { upper, lower }, positions);
      for (const v of upper) {
        const [rise, depth] = offsets.get(v) ?? [0, 0];
        expect(rise, `${beside} ${side}, past`).toBeLessThan(2.6);
        expect(depth, `${beside} ${side}, ahead`).toBeLessThan(0.2);
      }
    }
}

/** How deep a lid's outer skin lies in its eye, on the head model's mesh and on the rigs', mm. */
function lidDepth({ head }: ShapedFace): (positions: Float64Array) => number {
  const lids = new Set(outerLids(head));
  const { surface, skinVertices } = skinSurface(head);
  const { start, sources } = surface;
  const ofLids = Array.from({ length: start.length - 1 }, (_, i) => i).filter((i) =>
    sources.subarray(start[i], start[i + 1]).every((v) => lids.has(v)),
  );
  const eyes = head.parts.filter(({ texture }) => texture === 'eye');
  return (positions) => {
    const fine = applySubdivision(surface, positions.subarray(0, 3 * skinVertices), 3);
    let deepest = 0;
    for (const { centre, radius } of eyes.map((part) => fitSphere(positions, part))) {
      const look = (at: Float64Array, vertices: Iterable<number>): void => {
        for (const v of vertices)
          if (at[3 * v] * centre[0] > 0)
            deepest = Math.max(deepest, radius - Math.hypot(...centre.map((c, k) => at[3 * v + k] - c)));
      };
      look(positions, lids);
      look(fine, ofLids);
    }
    return deepest;
  };
}

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

/** `eyeLook*` show the eye's joint turned. */
export function expectEyesAgree({ head, neutral, joints, shaped }: ShapedFace): void {
  for (const side of ['Left', 'Right'] as const) {
    const part = head.parts.find(({ name }) => name === (side === 'Left' ? 'eye_L' : 'eye_R'));
    if (part === undefined) throw new Error('a head has eyes');
    const joint = head.joints.findIndex(({ name }) => name === part.joint);
    const p = joints.subarray(3 * joint, 3 * joint + 3);
    for (const direction of ['Down', 'Up', 'In', 'Out'] as const) {
      const [x, y, z] = eyeLookTurn(direction, side);
      const r = rotationFromAxisAngle(x, y, z);
      const looking = shaped(`eyeLook${direction}${side}`);
      for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++)
        for (let k = 0; k < 3; k++) {
          let to = p[k];
          for (let c = 0; c < 3; c++) to += r[3 * k + c] * (neutral[3 * v + c] - p[c]);
          expect(Math.abs(looking[3 * v + k] - to)).toBeLessThan(0.05);
        }
    }
  }
}
