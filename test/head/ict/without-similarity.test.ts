import { describe, it } from 'vitest';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { withoutSimilarity } from '../../../src/head/ict/without-similarity.ts';
import { expectClose } from '../../helpers/close.ts';

const head = loadBundledHead();
const skinSize = 3 * head.parts[0].vertexCount;
const face = Array.from(head.regions.face.keys()).filter((v) => head.regions.face[v]);

describe('similarities', () => {
  it('leave nothing of themselves in a mode', () => {
    const spin = [0.02, -0.01, 0.03];
    const move = Float32Array.from({ length: skinSize }, (_, i) => {
      const [v, k] = [i - (i % 3), i % 3];
      const [a, b] = [(k + 1) % 3, (k + 2) % 3];
      const p = head.template;
      return 2 - k + spin[a] * p[v + b] - spin[b] * p[v + a] + 0.05 * p[i];
    });
    const members = Uint32Array.from(face);
    expectClose(withoutSimilarity(head.template, move, members), new Float32Array(skinSize), { atol: 1e-4 });
  });
});
