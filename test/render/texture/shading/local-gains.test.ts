import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/geometry/random.ts';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';
import { inLocalLight } from '../../../../src/render/texture/shading/local-gains.ts';
import { addGains, takeGains } from '../../../../src/render/texture/shading/vertex-gains.ts';
import { coveredSkin } from '../../../../src/render/texture/skin-texels.ts';
import { texelGeometry } from '../../../../src/render/texture/texels.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

const SIZE = 64;

describe('a skin in its local lights', () => {
  it('is what was seen before they and the lamp were taken off, and the same elsewhere', () => {
    const random = createRandom(3);
    const texels = texelGeometry(plainKernels().memory, { head, positions: head.template }, SIZE);
    const gains = Float64Array.from({ length: 3 * head.parts[0].vertexCount }, () => 0.4 * random.normal());
    const cast = gains.map(() => 0.4 * random.normal());
    const seen = Float64Array.from({ length: 4 * texels.index.length }, () => 0.2 + 0.6 * random.uniform());
    const even = seen.slice();
    takeGains(head, texels, cast, even);
    addGains(head, texels, gains, even);
    const data = new Float32Array(3 * SIZE * SIZE).fill(0.7);
    texels.index.forEach((texel, i) => {
      data.set(even.subarray(4 * i, 4 * i + 3), 3 * texel);
    });
    const skin = { head, covered: coveredSkin(head, SIZE) };
    const lit = inLocalLight(
      skin,
      { width: SIZE, height: SIZE, channels: 3, data },
      { gains, cast, gloss: null, folds: null },
    );
    const covered = new Set(texels.index);
    // Where charts meet two triangles may cover a texel: which one has it is the bake's own order.
    let off = 0;
    texels.index.forEach((texel, i) => {
      for (let c = 0; c < 3; c++) off += Math.abs(lit.data[3 * texel + c] - seen[4 * i + c]) > 1e-5 ? 1 : 0;
    });
    expect(off).toBeLessThan(0.02 * 3 * texels.index.length);
    expect(Math.max(...gains)).toBeGreaterThan(0.5);
    for (let texel = 0; texel < SIZE * SIZE; texel++)
      if (!covered.has(texel)) expect(lit.data[3 * texel]).toBeCloseTo(0.7, 6);
  });
});
