import { describe, it } from 'vitest';
import { pushPull } from '../../../src/render/texture/push-pull.ts';
import { expectClose } from '../../helpers/close.ts';

describe('texels without a colour', () => {
  it('push-pull keeps known texels and continues a constant', () => {
    const weights = new Float32Array(64);
    for (const i of [0, 9, 63]) weights[i] = 1;
    const premultiplied = Float32Array.from({ length: 192 }, (_, i) => 0.7 * weights[Math.floor(i / 3)]);
    expectClose(pushPull(premultiplied, weights, 8), new Float32Array(192).fill(0.7), { atol: 1e-5 });
  });
});
