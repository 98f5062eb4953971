import { createJawRig, type JawRig, turnJaw } from '../../head/anatomy/jaw.ts';
import { findSlits, type Slit } from '../../head/anatomy/slits.ts';
import { type HeadModel, jointPosition } from '../../head/head-model.ts';
import { onceAHead } from '../../head/once-a-head.ts';
import { addShape, createShapeSpace, expressionStart, type ShapeSpace } from '../../head/shape/shape-space.ts';
import type { CodeSizes, DecaCodes } from '../codes.ts';

/** What a decoder needs of codes for geometry. */
export type FaceCodes = Pick<DecaCodes, 'shape' | 'expression' | 'jawPose'>;

/** Codes -> vertices, for any head of `src/head`: identity and smooth modes, expressions, the jaw as a joint. */
export interface MorphableDecoder {
  readonly head: HeadModel;
  readonly space: ShapeSpace;
  readonly jaw: JawRig;
  readonly sizes: CodeSizes;
  readonly mouth: Slit;
}

export const createMorphableDecoder: (head: HeadModel) => MorphableDecoder = onceAHead((head) => {
  const space = createShapeSpace(head);
  const sizes = {
    shape: space.identityCount + space.smoothCount,
    albedo: head.albedo.modeCount,
    expression: space.expressionCount,
  };
  return { head, space, jaw: createJawRig(head), sizes, mouth: findSlits(head).mouth };
});

/**
 * Vertices of the codes in head space.
 *   x = J(template + sum_k shape_k S_k + sum_k expression_k E_k; jaw)
 * @returns [V, 3] mm
 */
export function decodeShape(decoder: MorphableDecoder, codes: FaceCodes): Float64Array {
  return moveFace(decoder, decodeNeutral(decoder, codes.shape), codes);
}

/** The face with mouth shut and no expression. @returns [V, 3] mm */
export function decodeNeutral({ head, space }: MorphableDecoder, shape: Float64Array): Float64Array {
  const positions = head.template.slice();
  addShape(space, shape, 0, positions);
  return positions;
}

/** A neutral face of {@link decodeNeutral} with expression and jaw. @returns [V, 3] mm */
export function moveFace(
  { head, space, jaw }: MorphableDecoder,
  neutral: Float64Array,
  { shape, expression, jawPose }: FaceCodes,
): Float64Array {
  const positions = neutral.slice();
  addShape(space, expression, expressionStart(space), positions);
  const pivot = jointPosition(head, jaw.joint, shape.subarray(0, space.identityCount));
  turnJaw({ ...jaw, pivot }, jawPose, positions);
  return positions;
}

/** Coefficients of the shape space for the codes, whose jaw is shut there. */
export function shapeCoefficients(decoder: MorphableDecoder, codes: Omit<FaceCodes, 'jawPose'>): Float64Array {
  const { space } = decoder;
  const out = new Float64Array(space.count);
  out.set(codes.shape);
  out.set(codes.expression, expressionStart(space));
  return out.map((a, k) => Math.min(space.upper[k], Math.max(space.lower[k], a)));
}
