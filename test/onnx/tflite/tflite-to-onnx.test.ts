import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/geometry/random.ts';
import { openNetwork } from '../../../src/onnx/open-network.ts';
import type { TfliteGraph, TfliteOperator, TfliteTensor } from '../../../src/onnx/tflite/tflite.ts';
import { convertTfliteToHalfOnnx, convertTfliteToOnnx } from '../../../src/onnx/tflite/tflite-to-onnx.ts';

const random = createRandom(5);
const noise = (shape: readonly number[]): Float32Array =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random.uniform() - 1);
const activation = (shape: readonly number[]): TfliteTensor => ({ name: '', shape, values: null });
const constant = (shape: readonly number[], values: Float32Array | Int32Array): TfliteTensor => ({
  name: '',
  shape,
  values,
});
const PLAIN = {
  padding: 'same',
  stride: [1, 1],
  window: [1, 1],
  fusedRelu: false,
  axis: 0,
  custom: null,
} as const;

const INPUT = [1, 4, 6, 3] as const;
const [ROWS, COLUMNS, CHANNELS] = [4, 6, 3];

/** One operator on an input [1, 4, 6, 3]: constants come after it in the tensors. */
function graphOf(
  name: TfliteOperator['name'],
  output: readonly number[],
  constants: readonly TfliteTensor[] = [],
  more: Partial<TfliteOperator> = {},
): TfliteGraph {
  const inputs = [0, ...constants.map((_, i) => 2 + i)];
  return {
    tensors: [activation(INPUT), activation(output), ...constants],
    operators: [{ ...PLAIN, name, inputs, outputs: [1], ...more }],
    inputs: [0],
    outputs: [1],
  };
}

async function run(graph: TfliteGraph, data: Float32Array, convert = convertTfliteToOnnx): Promise<Float32Array> {
  const network = await openNetwork(convert(graph), { optimization: 'extended', arena: 'freed' });
  return (await network.run({ input: { data, dims: INPUT } })).output_0;
}

/** TFLite's own order: an index of each axis. */
const at = (data: ArrayLike<number>, y: number, x: number, c: number): number => data[(y * COLUMNS + x) * CHANNELS + c];

function expectSame(found: Float32Array, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, 5);
  });
}

function grid(rows: number, columns: number, channels: number, value: (y: number, x: number, c: number) => number) {
  return Array.from({ length: rows * columns * channels }, (_, i) =>
    value(Math.floor(i / (columns * channels)), Math.floor(i / channels) % columns, i % channels),
  );
}

describe('operators, in TFLite’s order of values', () => {
  const data = noise(INPUT);

  it('transpose', async () => {
    const graph = graphOf('transpose', [1, 6, 3, 4], [constant([4], Int32Array.of(0, 2, 3, 1))]);
    expectSame(
      await run(graph, data),
      grid(6, 3, 4, (x, c, y) => at(data, y, x, c)),
    );
  });

  it('reshape to four axes and fewer', async () => {
    expectSame(await run(graphOf('reshape', [1, 6, 3, 4]), data), Array.from(data));
    expectSame(await run(graphOf('reshape', [6, 12]), data), Array.from(data));
  });

  it('softmax over the last axis', async () => {
    const found = await run(graphOf('softmax', INPUT), data);
    expectSame(
      found,
      grid(ROWS, COLUMNS, CHANNELS, (y, x, c) => {
        const all = [0, 1, 2].map((k) => Math.exp(at(data, y, x, k)));
        return all[c] / (all[0] + all[1] + all[2]);
      }),
    );
  });

  it('sum over an axis that stays', async () => {
    const graph = graphOf('sum', [1, 4, 1, 3], [constant([], Int32Array.of(2))]);
    expectSame(
      await run(graph, data),
      grid(ROWS, 1, CHANNELS, (y, _, c) => [0, 1, 2, 3, 4, 5].reduce((sum, x) => sum + at(data, y, x, c), 0)),
    );
  });

  it.each(['add', 'mul'] as const)('%s a number for each channel', async (name) => {
    const own = noise([CHANNELS]);
    const graph = graphOf(name, INPUT, [constant([CHANNELS], own)]);
    expectSame(
      await run(graph, data),
      grid(ROWS, COLUMNS, CHANNELS, (y, x, c) =>
        name === 'add' ? at(data, y, x, c) + own[c] : at(data, y, x, c) * own[c],
      ),
    );
  });

  it('enlarge to the nearest pixel and between pixels', async () => {
    const size = constant([2], Int32Array.of(8, 12));
    expectSame(
      await run(graphOf('resizeNearest', [1, 8, 12, 3], [size]), data),
      grid(8, 12, CHANNELS, (y, x, c) => at(data, Math.floor((y + 0.5) / 2), Math.floor((x + 0.5) / 2), c)),
    );
    const clamp = (v: number, count: number): number => Math.min(count - 1, Math.max(0, v));
    expectSame(
      await run(graphOf('resizeBilinear', [1, 8, 12, 3], [size]), data),
      grid(8, 12, CHANNELS, (y, x, c) => {
        const [v, u] = [clamp((y + 0.5) / 2 - 0.5, ROWS), clamp((x + 0.5) / 2 - 0.5, COLUMNS)];
        const [v0, u0] = [Math.floor(v), Math.floor(u)];
        const row = (r: number): number => {
          const left = at(data, r, u0, c);
          return left + (u - u0) * (at(data, r, clamp(u0 + 1, COLUMNS), c) - left);
        };
        return row(v0) + (v - v0) * (row(clamp(v0 + 1, ROWS)) - row(v0));
      }),
    );
  });

  it('convolve transposed, by two', async () => {
    const [weights, bias] = [noise([5, 2, 2, 3]), noise([5])];
    const graph = graphOf(
      'transposeConv',
      [1, 8, 12, 5],
      [constant([4], Int32Array.of(1, 8, 12, 5)), constant([5, 2, 2, 3], weights), constant([5], bias)],
      { inputs: [2, 3, 0, 4], stride: [2, 2] },
    );
    const expected = grid(8, 12, 5, (y, x, o) => {
      let sum = bias[o];
      for (let c = 0; c < CHANNELS; c++)
        sum += at(data, y >> 1, x >> 1, c) * weights[((o * 2 + (y & 1)) * 2 + (x & 1)) * CHANNELS + c];
      return sum;
    });
    expectSame(await run(graph, data), expected);
  });

  it('keep their weights to three digits as half floats', async () => {
    const [weights, bias] = [noise([40, 1, 1, 3]), noise([40])];
    const graph = graphOf('conv2d', [1, 4, 6, 40], [constant([40, 1, 1, 3], weights), constant([40], bias)]);
    const [whole, half] = [await run(graph, data), await run(graph, data, convertTfliteToHalfOnnx)];
    const gap = Math.max(...whole.map((x, i) => Math.abs(x - half[i])));
    expect(gap).toBeGreaterThan(0);
    expect(gap).toBeLessThan(2e-3);
    expect(convertTfliteToHalfOnnx(graph).length).toBeLessThan(convertTfliteToOnnx(graph).length);
  });
});
