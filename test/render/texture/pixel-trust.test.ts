import { describe, expect, it } from 'vitest';
import { pixelTrust } from '../../../src/render/texture/pixel-trust.ts';

const [WIDTH, HEIGHT] = [60, 40];
const camera = { width: WIDTH, height: HEIGHT };
const depth = new Float32Array(WIDTH * HEIGHT).fill(500);
/** What does not count: right of a column. */
const counts = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, k) => (k % WIDTH < 30 ? 1 : 0));
const at = 20 * WIDTH;

function trustOf(margin: number | null): Float32Array {
  const trust = new Float32Array(WIDTH * HEIGHT);
  pixelTrust({ camera, depth }, counts, margin, trust);
  return trust;
}

describe('trust in pixels', () => {
  it('ends at what does not count, without a fade where no margin is asked for', () => {
    const trust = trustOf(null);
    expect(trust[at + 29]).toBe(1);
    expect(trust[at + 30]).toBe(0);
  });

  it('is 0 within a margin and grows over the feather', () => {
    const trust = trustOf(2);
    expect(trust[at + 28]).toBe(0);
    expect(trust[at + 27]).toBeCloseTo(1 / 12, 4);
    expect(trust[at + 22]).toBeCloseTo(6 / 12, 4);
    expect(trust[at + 15]).toBeCloseTo(1, 4);
    expect(trust[at + 40]).toBe(0);
  });
});
