import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/geometry/random.ts';
import type { Network } from '../../../../src/onnx/open-network.ts';
import { completeByNetwork, TILE, tileStarts } from '../../../../src/render/texture/completion/complete-by-network.ts';

const SIZE = 512;

/** Says the same of every texel, and counts its runs. */
function constantNetwork(value: number): Network & { runs: number } {
  return {
    runs: 0,
    close: async () => {},
    async run() {
      this.runs++;
      return { change: new Float32Array(3 * TILE * TILE).fill(value) };
    },
  };
}

function task() {
  const random = createRandom(1);
  const count = SIZE * SIZE;
  return {
    size: SIZE,
    albedo: Float32Array.from({ length: 3 * count }, () => 0.1 + 0.5 * random.uniform()),
    // Seen on the left, half seen on a line, not seen on the right; no skin at the bottom.
    share: Float32Array.from({ length: count }, (_, i) => (i % SIZE < 300 ? 1 : i % SIZE === 300 ? 0.5 : 0)),
    outer: Uint8Array.from({ length: count }, (_, i) => (i < (count * 3) / 4 ? 1 : 0)),
  };
}

describe('completion by a network', () => {
  it('leaves seen texels bit for bit, and changes others by its log ratio', async () => {
    const given = task();
    const kept = given.albedo.slice();
    const { data } = await completeByNetwork(constantNetwork(0.3), given);
    expect(Buffer.from(given.albedo.buffer).equals(Buffer.from(kept.buffer))).toBe(true);
    const border = (SIZE * 3) / 4;
    for (let i = 0; i < SIZE * SIZE; i++) {
      const inside = border - Math.floor(i / SIZE);
      for (let c = 0; c < 3; c++) {
        const before = kept[3 * i + c];
        const change = Math.log(data[3 * i + c] / before);
        const whole = (1 - given.share[i]) * 0.3;
        if (given.share[i] === 1 || inside <= 0) {
          if (data[3 * i + c] !== before) throw new Error(`texel ${i} was seen, or is no skin, and has changed`);
        } else if (inside > SIZE / 64 && data[3 * i + c] < 1) {
          if (Math.abs(change - whole) > 1e-5) throw new Error(`texel ${i}: ${change} for ${whole}`);
        } else if (change < -1e-6 || change > whole + 1e-6) throw new Error(`texel ${i}: ${change} of ${whole}`);
      }
    }
  });

  it('fades out towards the border of a chart, from row to row', async () => {
    const given = { ...task(), albedo: new Float32Array(3 * SIZE * SIZE).fill(0.5) };
    const { data } = await completeByNetwork(constantNetwork(0.3), given);
    const changes = Array.from({ length: 12 }, (_, k) => Math.log(data[3 * (((SIZE * 3) / 4 - k) * SIZE + 400)] / 0.5));
    expect(changes[0]).toBe(0);
    expect(changes[1]).toBeLessThan(0.1);
    for (let k = 1; k < changes.length; k++) {
      expect(changes[k]).toBeGreaterThanOrEqual(changes[k - 1]);
      expect(changes[k] - changes[k - 1]).toBeLessThan(0.1);
    }
    expect(changes[11]).toBeCloseTo(0.3, 5);
  });

  it('holds the change within bounds', async () => {
    const given = task();
    const { data } = await completeByNetwork(constantNetwork(-9), given);
    const last = 3 * (SIZE - 1);
    expect(data[last]).toBeCloseTo(given.albedo[last] * Math.exp(-0.8), 6);
  });

  it('lets no checkerboard through', async () => {
    const checkers: Network = {
      close: async () => {},
      run: async () => ({
        change: Float32Array.from({ length: 3 * TILE * TILE }, (_, i) => ((i + Math.floor(i / TILE)) % 2) - 0.5),
      }),
    };
    const given = task();
    const { data } = await completeByNetwork(checkers, given);
    for (let y = 8; y < 300; y++) {
      const i = 3 * (y * SIZE + 400);
      expect(data[i]).toBeCloseTo(given.albedo[i], 5);
    }
  });

  it('runs on tiles that miss something alone', async () => {
    const network = constantNetwork(0);
    await completeByNetwork(network, { ...task(), share: new Float32Array(SIZE * SIZE).fill(1) });
    expect(network.runs).toBe(0);
  });

  it('covers a side by tiles', () => {
    expect(tileStarts(256)).toEqual([0]);
    const starts = tileStarts(1024);
    expect(starts[0]).toBe(0);
    expect(starts[starts.length - 1]).toBe(1024 - TILE);
    starts.slice(1).forEach((at, k) => {
      expect(at - starts[k]).toBeLessThan(TILE);
    });
  });
});
