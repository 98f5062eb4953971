import { describe, expect, it } from 'vitest';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';
import { albedoTexture } from '../../../../src/render/mesh/head-mesh.ts';
import { modelRatios } from '../../../../src/render/texture/shading/model-ratios.ts';
import { colorsAt, someSkin, texelGeometry } from '../../../../src/render/texture/texels.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

const { memory } = plainKernels();
const texels = someSkin(memory, texelGeometry(memory, { head, positions: head.template }, 512), 7);
const model = colorsAt(texels, albedoTexture(head));
const TONE = [0.7, 0.6, 0.5];

describe('a skin beside the model', () => {
  it('is usually of its own tone, wherever it is seen, and null where it is not', () => {
    const lanes = new Float64Array(4 * texels.index.length).fill(0.3);
    for (let i = 0; i < texels.index.length; i++)
      for (let c = 0; c < 3; c++) lanes[4 * i + c] *= TONE[c] * model[3 * i + c];
    const ratios = modelRatios(head, texels, lanes);
    for (let c = 0; c < 3; c++) expect(ratios?.usual[c]).toBeCloseTo(Math.log(TONE[c]), 2);
    expect(modelRatios(head, texels, new Float64Array(4 * texels.index.length))).toBe(null);
  });
});
