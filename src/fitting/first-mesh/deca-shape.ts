import type { FaceCodes, MorphableDecoder } from '../../deca/decode/morphable-decoder.ts';
import { decodeNeutral, shapeCoefficients } from '../../deca/decode/morphable-decoder.ts';
import { createLeastSquares } from '../../geometry/least-squares.ts';
import { nostrilVertices } from '../../head/anatomy/nostrils.ts';
import { regionVertices } from '../../head/head-model.ts';
import { expressionStart, type ShapeSpace } from '../../head/shape/shape-space.ts';

/** Every so many vertices of the face are enough to tell the columns apart. */
const VERTEX_STEP = 4;
/** mm by which a vertex may miss what the codes say. */
const SIGMA_MM = 0.3;

/** DECA's codes -> coefficients of a fit's shape space. */
export interface ToShapeSpace {
  /** Columns of a neutral face: identity and smooth modes. */
  identity(shape: FaceCodes['shape']): Float64Array;
  /** All columns: a face's identity, and the expression of one photograph's codes. */
  withExpression(identity: Float64Array, codes: FaceCodes): Float64Array;
}

/**
 * DECA speaks of its own head, a fit of a head with other identity columns on the same mesh: the neutral face is
 * expressed in those by least squares with their prior; expressions are the same on both.
 */
export function createToShapeSpace(decoder: MorphableDecoder, space: ShapeSpace): ToShapeSpace {
  const { head } = space;
  const columns = expressionStart(space);
  // Its own head's nostrils are dents, which no shape of the fit's has.
  const nostrils = new Set(nostrilVertices(decoder.head));
  const places = regionVertices(head, 'face')
    .filter((v, i) => i % VERTEX_STEP === 0 && !nostrils.has(v))
    .flatMap((v) => [3 * v, 3 * v + 1, 3 * v + 2]);
  const stride = 3 * head.vertexCount;
  const rows = places.map((i) => Float64Array.from({ length: columns }, (_, k) => space.deltas[k * stride + i]));
  return {
    identity(shape) {
      const neutral = decodeNeutral(decoder, shape);
      const system = createLeastSquares(columns);
      places.forEach((i, r) => {
        system.add(rows[r], neutral[i] - head.template[i], SIGMA_MM);
      });
      for (let k = 0; k < columns; k++) system.addDiagonal(k, 1 / space.priorSigma[k] ** 2, space.priorMean[k]);
      const solved = system.solve();
      if (solved === null) throw new Error('shape columns with a prior must have one solution');
      return solved.map((a, k) => Math.min(space.upper[k], Math.max(space.lower[k], a)));
    },
    withExpression(identity, codes) {
      const out = new Float64Array(space.count);
      out.set(identity);
      out.set(shapeCoefficients(decoder, codes).subarray(expressionStart(decoder.space)), columns);
      return out;
    },
  };
}
