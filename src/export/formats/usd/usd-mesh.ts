import { isTwoSided } from '../../rig/edges/two-sided.ts';
import { primitiveNormals } from '../../rig/normals/primitive-normals.ts';
import type { RigPrimitive, RigTexture } from '../../rig/rigged-head.ts';
import { type WeldedPoints, weldedPoints } from '../welded-points.ts';
import { MATERIALS, ROOT, SKELETON, type StageNames } from './usd-names.ts';
import { DIRECTION_DECIMALS, usdList, usdNumber, usdPrim, usdRows, usdText } from './usd-text.ts';

/** A primitive as a mesh without seams, its texture coordinates by corner, bound to the skeleton, with its blend shapes. */
export function usdMesh(primitive: RigPrimitive, texture: RigTexture | undefined, names: StageNames): string[] {
  const { positions, uvs, triangles, name } = primitive;
  const points = weldedPoints(primitive);
  const normals = primitiveNormals(primitive);
  const mesh = names.meshes.get(name) ?? name;
  const targets = [...primitive.morphs].map(([target, delta]) => ({
    shape: names.shapes.get(target) ?? target,
    delta,
    turned: normals.morph(delta),
  }));
  const lines = [
    'uniform token subdivisionScheme = "none"',
    ...(texture !== undefined && isTwoSided(texture) ? ['uniform bool doubleSided = 1'] : []),
    `float3[] extent = ${extent(positions)}`,
    `int[] faceVertexCounts = ${usdList(new Array(triangles.length / 3).fill(3))}`,
    `int[] faceVertexIndices = ${usdList(triangles.map((v) => points.pointOf[v]))}`,
    `point3f[] points = ${usdRows(atPoints(points, positions), 3)}`,
    `normal3f[] normals = ${usdRows(atPoints(points, normals.rest), 3, DIRECTION_DECIMALS)} (`,
    '    interpolation = "vertex"',
    ')',
    `texCoord2f[] primvars:st = ${usdRows(fromBelow(uvs), 2)} (`,
    '    interpolation = "faceVarying"',
    ')',
    `int[] primvars:st:indices = ${usdList(triangles)}`,
    ...binding(primitive, points),
    `rel skel:skeleton = <${SKELETON}>`,
    `rel material:binding = <${MATERIALS}/${names.materials.get(primitive.texture)}>`,
    ...(targets.length === 0
      ? []
      : [
          `uniform token[] skel:blendShapes = ${usdList(targets.map(({ shape }) => usdText(shape)))}`,
          `rel skel:blendShapeTargets = ${usdList(targets.map(({ shape }) => `<${ROOT}/${mesh}/${shape}>`))}`,
          ...targets.flatMap(({ shape, delta, turned }) => blendShape(shape, points, { delta, turned })),
        ]),
  ];
  return usdPrim('Mesh', mesh, lines, ['prepend apiSchemas = ["SkelBindingAPI", "MaterialBindingAPI"]']);
}

/** Rows of three of the vertices that stand for points. */
function atPoints({ vertexOf }: WeldedPoints, values: ArrayLike<number>): Float64Array {
  const out = new Float64Array(3 * vertexOf.length);
  vertexOf.forEach((v, p) => {
    for (let k = 0; k < 3; k++) out[3 * p + k] = values[3 * v + k];
  });
  return out;
}

/** Texture coordinates with their origin bottom left. */
function fromBelow(uvs: Float64Array): Float64Array {
  return uvs.map((x, i) => (i % 2 === 0 ? x : 1 - x));
}

function extent(positions: Float64Array): string {
  const lowest = [Infinity, Infinity, Infinity];
  const highest = [-Infinity, -Infinity, -Infinity];
  positions.forEach((x, i) => {
    lowest[i % 3] = Math.min(lowest[i % 3], x);
    highest[i % 3] = Math.max(highest[i % 3], x);
  });
  return usdRows([...lowest, ...highest], 3);
}

function binding({ weights }: RigPrimitive, { vertexOf }: WeldedPoints): string[] {
  const { influences } = weights;
  const joints: number[] = [];
  const strengths: string[] = [];
  for (const v of vertexOf)
    for (let i = v * influences; i < (v + 1) * influences; i++) {
      // A joint that moves nothing is the first.
      joints.push(weights.weights[i] > 0 ? weights.joints[i] : 0);
      strengths.push(usdNumber(weights.weights[i]));
    }
  const metadata = [`    elementSize = ${influences}`, '    interpolation = "vertex"', ')'];
  return [
    'matrix4d primvars:skel:geomBindTransform = ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))',
    `int[] primvars:skel:jointIndices = ${usdList(joints)} (`,
    ...metadata,
    `float[] primvars:skel:jointWeights = ${usdList(strengths)} (`,
    ...metadata,
  ];
}

/** A target as the points that it moves or turns. @param by displacements and changes of normals of vertices [V, 3] */
function blendShape(
  name: string,
  { vertexOf }: WeldedPoints,
  { delta, turned }: { readonly delta: Float32Array; readonly turned: Float32Array },
): string[] {
  const moved = Array.from(vertexOf.keys()).filter((p) =>
    [0, 1, 2].some((k) => delta[3 * vertexOf[p] + k] !== 0 || turned[3 * vertexOf[p] + k] !== 0),
  );
  const rows = (values: Float32Array, decimals?: number): string =>
    usdRows(
      moved.flatMap((p) => [0, 1, 2].map((k) => values[3 * vertexOf[p] + k])),
      3,
      decimals,
    );
  return usdPrim('BlendShape', name, [
    `uniform vector3f[] normalOffsets = ${rows(turned, DIRECTION_DECIMALS)}`,
    `uniform vector3f[] offsets = ${rows(delta)}`,
    `uniform int[] pointIndices = ${usdList(moved)}`,
  ]);
}
