import { describe, expect, it } from 'vitest';
import { createMorphableDecoder, decodeNeutral } from '../../../src/deca/decode/morphable-decoder.ts';
import { createToShapeSpace } from '../../../src/fitting/first-mesh/deca-shape.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { nostrilVertices } from '../../../src/head/anatomy/nostrils.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { loadHead } from '../../../src/head/load-head.ts';
import { createShapeSpace, evaluateShape, expressionStart } from '../../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';

const head = loadBundledHead();
const face = Array.from(head.regions.face.keys()).filter((v) => head.regions.face[v]);
const random = createRandom(3);

describe("DECA's codes in a fit's shape space", () => {
  it('keep the face within a few tenths of a millimetre, and its expression', () => {
    const kernels = plainKernels();
    const space = createShapeSpace(loadHead(kernels, 'bundled'));
    const decoder = createMorphableDecoder(head);
    const shape = Float64Array.from({ length: decoder.sizes.shape }, () => 0.5 * random.normal());
    const expression = new Float64Array(decoder.sizes.expression);
    expression[3] = 0.4;
    const toSpace = createToShapeSpace(decoder, space);
    const codes = { shape, expression, jawPose: new Float64Array(3) };
    const coefficients = toSpace.withExpression(toSpace.identity(shape), codes);
    expect(coefficients[expressionStart(space) + 3]).toBeCloseTo(0.4, 6);
    const neutral = decodeNeutral(decoder, shape);
    const found = evaluateShape(
      space,
      coefficients.map((a, k) => (k < expressionStart(space) ? a : 0)),
    );
    // DECA's own head has dents for nostrils.
    const nostrils = new Set(nostrilVertices(head));
    const skin = face.filter((v) => !nostrils.has(v));
    const mean =
      skin.reduce((sum, v) => sum + Math.hypot(...[0, 1, 2].map((k) => found[3 * v + k] - neutral[3 * v + k])), 0) /
      skin.length;
    expect(mean).toBeLessThan(0.3);
  });
});
