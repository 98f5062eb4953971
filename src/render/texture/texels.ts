import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import { hairRegion } from '../../head/anatomy/hair-region.ts';
import { type HeadModel, skinTriangles } from '../../head/head-model.ts';
import type { LinearImage } from '../../image/image.ts';
import type { KernelMemory, RealArray } from '../../kernels/kernel.ts';
import { type ShapedHead, uvTriangles } from '../mesh/head-mesh.ts';
import { type CoveredTexels, coverTexels, forEachCovered } from '../raster/covered-texels.ts';
import type { TexelRows } from '../raster/uv-raster.ts';

/** Total weight of a texel that is seen for certain; less gives way to the filling. */
export const SURE_WEIGHT = 0.03;

/** Surface points under the texels of the skin texture, in kernel memory. */
export interface Texels {
  /** Along a side of the texture. */
  readonly size: number;
  /** Rows of it that they lie in. */
  readonly rows: TexelRows;
  /** Covered texels [N], those under hair last. */
  readonly index: Uint32Array;
  /** The first of these, among the N. */
  readonly scalpFrom: number;
  /** [N, 3] mm */
  readonly positions: RealArray;
  /** [N, 3] unit */
  readonly normals: RealArray;
}

/** The same with the triangles that they lie in. */
export interface SkinTexels extends Texels {
  readonly covered: CoveredTexels;
}

/** @param size of the texture, texels along a side @param rows of it that are wanted */
export function texelGeometry(
  memory: KernelMemory,
  shaped: ShapedHead,
  size: number,
  rows: TexelRows = { from: 0, to: size },
): SkinTexels {
  const { head } = shaped;
  const triangles = skinTriangles(head);
  const hairy = shaped.underHair ?? hairRegion(head);
  const onScalp = (t: number): boolean =>
    hairy[triangles[3 * t]] + hairy[triangles[3 * t + 1]] + hairy[triangles[3 * t + 2]] === 3;
  const all = Array.from({ length: triangles.length / 3 }, (_, t) => t);
  const [skin, scalp] = [all.filter((t) => !onScalp(t)), all.filter(onScalp)];
  const covered = coverTexels({ uvs: head.uvs, corners: uvTriangles(head) }, size, [...skin, ...scalp], rows);
  const first = covered.triangle.findIndex(onScalp);
  return {
    size,
    rows,
    index: covered.index,
    scalpFrom: first < 0 ? covered.index.length : first,
    covered,
    ...surfaceUnder(memory, shaped, covered),
  };
}

/** Points and normals of a skin under texels. */
function surfaceUnder(
  memory: KernelMemory,
  { head, positions }: ShapedHead,
  covered: CoveredTexels,
): Pick<Texels, 'positions' | 'normals'> {
  const triangles = skinTriangles(head);
  const { normals } = vertexNormals(positions, triangles);
  const count = covered.index.length;
  const places = memory.room(3 * count);
  const facing = memory.room(3 * count);
  forEachCovered(covered, (t, first, end, weights) => {
    const a = 3 * triangles[3 * t];
    const b = 3 * triangles[3 * t + 1];
    const c = 3 * triangles[3 * t + 2];
    for (let at = 3 * first, w = 0; at < 3 * end; at += 3, w += 3) {
      let length = 0;
      for (let k = 0; k < 3; k++) {
        places[at + k] =
          weights[w] * positions[a + k] + weights[w + 1] * positions[b + k] + weights[w + 2] * positions[c + k];
        const n = weights[w] * normals[a + k] + weights[w + 1] * normals[b + k] + weights[w + 2] * normals[c + k];
        facing[at + k] = n;
        length += n * n;
      }
      length = Math.sqrt(length) || 1;
      for (let k = 0; k < 3; k++) facing[at + k] /= length;
    }
  });
  return { positions: places, normals: facing };
}

/**
 * Texels as a view shows them: under its own expression where it has one, so that a shut lid or an open mouth is painted
 * where it lies on the face at rest.
 * @param texels of the shaped head
 */
export function texelsIn(
  memory: KernelMemory,
  { positions }: { readonly positions?: Float64Array },
  { head }: ShapedHead,
  texels: SkinTexels,
): Texels {
  return positions === undefined ? texels : { ...texels, ...surfaceUnder(memory, { head, positions }, texels.covered) };
}

/** Every `stride`-th of the texels. */
export function someTexels(memory: KernelMemory, texels: Texels, stride: number): Texels {
  const count = Math.ceil(texels.index.length / stride);
  return pickTexels(
    memory,
    texels,
    Uint32Array.from({ length: count }, (_, i) => i * stride),
  );
}

/** The same with the triangles that they lie in. */
export function someSkin(memory: KernelMemory, texels: SkinTexels, stride: number): SkinTexels {
  const some = someTexels(memory, texels, stride);
  const triangle = some.index.map((_, i) => texels.covered.triangle[i * stride]);
  return { ...some, covered: { ...texels.covered, index: some.index, triangle } };
}

/** Some of the texels. @param places among the N, rising */
export function pickTexels(
  memory: KernelMemory,
  { size, rows, index, scalpFrom, positions, normals }: Texels,
  places: Uint32Array,
): Texels {
  const pick = (values: RealArray): RealArray => {
    const out = memory.real(3 * places.length);
    for (let i = 0; i < places.length; i++) for (let k = 0; k < 3; k++) out[3 * i + k] = values[3 * places[i] + k];
    return out;
  };
  const first = places.findIndex((i) => i >= scalpFrom);
  return {
    size,
    rows,
    index: places.map((i) => index[i]),
    scalpFrom: first < 0 ? places.length : first,
    positions: pick(positions),
    normals: pick(normals),
  };
}

/** What the skin's vertices have, at texels between them [N]. @param values [skin vertices] */
export function vertexLane(
  head: HeadModel,
  { covered }: Pick<SkinTexels, 'covered'>,
  values: ArrayLike<number>,
): Float32Array {
  const out = new Float32Array(covered.index.length);
  const triangles = skinTriangles(head);
  forEachCovered(
    covered,
    (t, first, end, weights) => {
      const a = values[triangles[3 * t]];
      const b = values[triangles[3 * t + 1]];
      const c = values[triangles[3 * t + 2]];
      for (let i = first, w = 0; i < end; i++, w += 3)
        out[i] = weights[w] * a + weights[w + 1] * b + weights[w + 2] * c;
    },
    (t) => values[triangles[3 * t]] !== 0 || values[triangles[3 * t + 1]] !== 0 || values[triangles[3 * t + 2]] !== 0,
  );
  return out;
}

/** Texels whose triangles have wanted corners alone [N] 1 there. @param wanted of a vertex */
export function texelsWhere(
  head: HeadModel,
  { covered }: Pick<SkinTexels, 'covered'>,
  wanted: (vertex: number) => boolean,
): Uint8Array {
  const triangles = skinTriangles(head);
  const on = Uint8Array.from({ length: triangles.length / 3 }, (_, t) =>
    [0, 1, 2].every((c) => wanted(triangles[3 * t + c])) ? 1 : 0,
  );
  const out = new Uint8Array(covered.triangle.length);
  for (let i = 0; i < out.length; i++) out[i] = on[covered.triangle[i]];
  return out;
}

/** A texture's colours at texels of another size [N, 3], the nearest of its own. */
export function colorsAt({ size, index }: Pick<Texels, 'size' | 'index'>, { width, data }: LinearImage): Float64Array {
  const out = new Float64Array(3 * index.length);
  index.forEach((texel, i) => {
    const x = Math.floor(((texel % size) * width) / size);
    const y = Math.floor((Math.floor(texel / size) * width) / size);
    for (let c = 0; c < 3; c++) out[3 * i + c] = data[3 * (y * width + x) + c];
  });
  return out;
}
