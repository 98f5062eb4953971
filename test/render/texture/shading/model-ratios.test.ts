import { describe, expect, it } from 'vitest';
import { beardRegion } from '../../../../src/head/anatomy/beard-region.ts';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';
import { albedoTexture } from '../../../../src/render/mesh/head-mesh.ts';
import { beardedShare, modelRatios, unbearded } from '../../../../src/render/texture/shading/model-ratios.ts';
import { colorsAt, someSkin, texelGeometry, vertexLane } from '../../../../src/render/texture/texels.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

const { memory } = plainKernels();
const texels = someSkin(memory, texelGeometry(memory, { head, positions: head.template }, 512), 7);
const model = colorsAt(texels, albedoTexture(head));
const beard = vertexLane(head, texels, beardRegion(head));
const TONE = [0.7, 0.6, 0.5];

/** A view's lanes of somebody whose beard is so much darker, logarithms. */
function lanes(darker: number): Float64Array {
  const out = new Float64Array(4 * texels.index.length);
  for (let i = 0; i < texels.index.length; i++) {
    const scale = Math.exp(beard[i] > 0.5 ? -darker : 0);
    for (let c = 0; c < 3; c++) out[4 * i + c] = 0.3 * scale * TONE[c] * model[3 * i + c];
    out[4 * i + 3] = 0.3;
  }
  return out;
}
const whole = new Float64Array(head.parts[0].vertexCount).fill(0.8);

describe('a skin beside the model', () => {
  it('is usually of its own tone, wherever it is seen, and null where it is not', () => {
    const ratios = modelRatios(head, texels, lanes(0));
    for (let c = 0; c < 3; c++) expect(ratios?.usual[c]).toBeCloseTo(Math.log(TONE[c]), 2);
    expect(modelRatios(head, texels, new Float64Array(4 * texels.index.length))).toBe(null);
  });

  it('is bearded where the jaw is darker, more or less', () => {
    const shares = [0, 0.8, 1.6].map((darker) => {
      const ratios = modelRatios(head, texels, lanes(darker));
      return ratios === null ? Number.NaN : beardedShare(head, ratios);
    });
    expect(shares[0]).toBe(0);
    expect(shares[1]).toBeGreaterThan(0.1);
    expect(shares[1]).toBeLessThan(0.9);
    expect(shares[2]).toBe(1);
  });

  it('leaves a beard out of a region, and nothing where there is none', () => {
    expect(unbearded(head, texels, whole, lanes(0))).toEqual(whole);
    const left = unbearded(head, texels, whole, lanes(1.2));
    beardRegion(head).forEach((on, v) => {
      expect(left?.[v]).toBe(on === 1 ? 0 : 0.8);
    });
    expect(unbearded(head, texels, whole, new Float64Array(4 * texels.index.length))).toBe(null);
  });
});
