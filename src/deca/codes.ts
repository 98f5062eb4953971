/**
 * What DECA's encoder says of one photograph [Feng 2021, section 4]: of the person (shape, albedo), of the moment
 * (expression, jaw, head) and of the picture (camera, light). Sizes are the decoder's.
 */
export interface DecaCodes {
  /** Shape coefficients, standard deviations. */
  readonly shape: Float64Array;
  /** Albedo coefficients, standard deviations. */
  readonly albedo: Float64Array;
  /** Expression coefficients. */
  readonly expression: Float64Array;
  /** Axis-angle from the head to the crop's camera [3]: x right, y up, z towards the viewer. */
  readonly headPose: Float64Array;
  /** Axis-angle of the jaw [3]. */
  readonly jawPose: Float64Array;
  /** Scaled orthography [scale, tx, ty]: x' = scale (x + tx), y' = scale (y + ty) in [-1, 1] of the crop, y up. */
  readonly camera: Float64Array;
  /** Irradiance in spherical harmonics [9, 3] of head-space normals, linear light. */
  readonly light: Float64Array;
}

/** Numbers of each code in the encoder's output. */
export interface CodeSizes {
  readonly shape: number;
  readonly albedo: number;
  readonly expression: number;
}

const POSE_SIZE = 6;
const CAMERA_SIZE = 3;
const LIGHT_SIZE = 27;

/** Length of a packed vector. */
export function codeLength(sizes: CodeSizes): number {
  return sizes.shape + sizes.albedo + sizes.expression + POSE_SIZE + CAMERA_SIZE + LIGHT_SIZE;
}

/** Codes as one vector in DECA's order: shape | albedo | expression | head pose, jaw pose | camera | light. */
export function packCodes(codes: DecaCodes): Float64Array {
  const { shape, albedo, expression, headPose, jawPose, camera, light } = codes;
  return Float64Array.of(...shape, ...albedo, ...expression, ...headPose, ...jawPose, ...camera, ...light);
}

/** @throws {Error} a vector of another length. */
export function unpackCodes(vector: ArrayLike<number>, sizes: CodeSizes): DecaCodes {
  if (vector.length !== codeLength(sizes))
    throw new Error(`codes: must be ${codeLength(sizes)} numbers; received ${vector.length}`);
  let at = 0;
  const take = (count: number): Float64Array => Float64Array.from({ length: count }, () => vector[at++]);
  return {
    shape: take(sizes.shape),
    albedo: take(sizes.albedo),
    expression: take(sizes.expression),
    headPose: take(3),
    jawPose: take(3),
    camera: take(CAMERA_SIZE),
    light: take(LIGHT_SIZE),
  };
}
