import { Matrix, solve } from 'ml-matrix';
import { mirroredExpression, regionVertices } from '../head/head-model.ts';
import { onceAHead } from '../head/once-a-head.ts';
import { shippedTable } from '../head/shipped-tables.ts';
import type { DecaCodes } from './codes.ts';
import { createMorphableDecoder, type MorphableDecoder } from './decode/morphable-decoder.ts';

/** Codes of a face -> codes of its mirror image. */
export type MirrorCodes = (codes: DecaCodes) => DecaCodes;

/** Every so many vertices of the face are enough to tell the modes apart. */
const VERTEX_STEP = 10;
/** Relative weight that keeps modes small which others can stand for. */
const RIDGE = 1e-3;
/** Harmonics that change sign with x. */
const ODD_BANDS = [3, 4, 7];

/**
 * The mirrored fields of shape modes, which are no mirror images of each other, in all of them by least squares over the face.
 * @returns [shape, shape]
 */
export function mirroredShapes({ head, space, sizes }: MorphableDecoder): Matrix {
  const face = regionVertices(head, 'face').filter((_, i) => i % VERTEX_STEP === 0);
  const stride = 3 * head.vertexCount;
  const field = (k: number, mirrored: boolean): number[] =>
    face.flatMap((v) => {
      const from = k * stride + 3 * (mirrored ? head.mirror[v] : v);
      return [(mirrored ? -1 : 1) * space.deltas[from], space.deltas[from + 1], space.deltas[from + 2]];
    });
  const own = new Matrix(Array.from({ length: sizes.shape }, (_, k) => field(k, false)));
  const other = new Matrix(Array.from({ length: sizes.shape }, (_, k) => field(k, true)));
  const normal = own.mmul(own.transpose());
  const ridge = (RIDGE * normal.trace()) / sizes.shape;
  for (let k = 0; k < sizes.shape; k++) normal.set(k, k, normal.get(k, k) + ridge);
  return solve(normal, own.mmul(other.transpose()));
}

const mirroredShapesOf = onceAHead((head): Matrix => {
  const decoder = createMorphableDecoder(head);
  const { shape } = decoder.sizes;
  const found = shippedTable(head, 'mirrored-shapes', Float64Array, shape ** 2);
  return found === null ? mirroredShapes(decoder) : Matrix.from1DArray(shape, shape, found);
});

/** Mirrors codes in the subject's own left-right plane. */
export function createMirrorCodes({ head }: MorphableDecoder): MirrorCodes {
  const shapes = mirroredShapesOf(head);
  const { names } = head.expressions;
  const partner = names.map((name) => names.indexOf(mirroredExpression(name)));
  return (codes) => ({
    shape: Float64Array.from(shapes.mmul(Matrix.columnVector(codes.shape)).to1DArray()),
    albedo: codes.albedo.slice(),
    expression: Float64Array.from(partner, (k) => codes.expression[k]),
    headPose: Float64Array.of(codes.headPose[0], -codes.headPose[1], -codes.headPose[2]),
    jawPose: Float64Array.of(codes.jawPose[0], -codes.jawPose[1], -codes.jawPose[2]),
    camera: Float64Array.of(codes.camera[0], -codes.camera[1], codes.camera[2]),
    light: codes.light.map((x, i) => (ODD_BANDS.includes(Math.floor(i / 3)) ? -x : x)),
  });
}
