import { tf } from '../../deca/training/tfjs-backend.ts';
import { PLANE_COUNT } from '../../render/texture/completion/completion-planes.ts';
import { blocksToChannels, detailAlone, doubled, halved, smoothed } from './convolution.ts';
import { type LayerSpec, LEAK, layerCalls, learning } from './layers.ts';

/** Channels at the texture's size, a half, a quarter, an eighth and a sixteenth of it. */
const [FULL, HALF, QUARTER, EIGHTH, SIXTEENTH] = [16, 32, 48, 64, 96];

/**
 * A small U-Net on blocks of 2 x 2 texels. Down: two layers a size, means between; up: each pixel twice and means of 3 x 3,
 * plus what was at that size on the way down, two layers. Beside it one layer reads the texels themselves, and the last is
 * at their size: a network that answers in blocks of 2 x 2 treats a block's four texels unlike each other, which shows as a
 * lattice in smooth skin. What comes out is detail alone: tones are the filling's, which joins what is seen without a
 * seam, and a network of this size makes blotches of them. About 20,000 multiplications a texel, 354,000 weights.
 */
export const GENERATOR: readonly LayerSpec[] = [
  { name: 'half_down_0', inputs: 4 * PLANE_COUNT, outputs: HALF, gain: 1 },
  { name: 'half_down_1', inputs: HALF, outputs: HALF, gain: 1 },
  { name: 'quarter_down_0', inputs: HALF, outputs: QUARTER, gain: 1 },
  { name: 'quarter_down_1', inputs: QUARTER, outputs: QUARTER, gain: 1 },
  { name: 'eighth_down_0', inputs: QUARTER, outputs: EIGHTH, gain: 1 },
  { name: 'eighth_down_1', inputs: EIGHTH, outputs: EIGHTH, gain: 1 },
  { name: 'sixteenth_0', inputs: EIGHTH, outputs: SIXTEENTH, gain: 1 },
  { name: 'sixteenth_1', inputs: SIXTEENTH, outputs: EIGHTH, gain: 1 },
  { name: 'eighth_up_0', inputs: EIGHTH, outputs: EIGHTH, gain: 1 },
  { name: 'eighth_up_1', inputs: EIGHTH, outputs: QUARTER, gain: 1 },
  { name: 'quarter_up_0', inputs: QUARTER, outputs: QUARTER, gain: 1 },
  { name: 'quarter_up_1', inputs: QUARTER, outputs: HALF, gain: 1 },
  { name: 'half_up_0', inputs: HALF, outputs: HALF, gain: 1 },
  { name: 'half_up_1', inputs: HALF, outputs: FULL, gain: 1 },
  { name: 'full_down', inputs: PLANE_COUNT, outputs: FULL, gain: 1 },
  { name: 'full_up', inputs: FULL, outputs: 3, gain: 0.1 },
];

/** The layer that reads the texels beside the first. */
const FULL_DOWN = 14;

/** The wiring, for whatever carries the layers out: tfjs while training, ONNX's nodes afterwards. */
export interface GeneratorOperations<Picture> {
  readonly blocks: (x: Picture) => Picture;
  readonly halve: (x: Picture) => Picture;
  /** Each pixel twice along both sides, then means of 3 x 3. */
  readonly double: (x: Picture) => Picture;
  readonly add: (a: Picture, b: Picture) => Picture;
  /** With the rectifier behind it. */
  readonly layer: (x: Picture, layer: number) => Picture;
  readonly linear: (x: Picture, layer: number) => Picture;
  readonly detail: (x: Picture) => Picture;
}

/** @param texels 16 planes @returns log ratios, 3 planes */
export function runGenerator<Picture>(texels: Picture, ops: GeneratorOperations<Picture>): Picture {
  const { blocks, halve, double, add, layer, linear, detail } = ops;
  const two = (x: Picture, first: number): Picture => layer(layer(x, first), first + 1);
  const half = two(blocks(texels), 0);
  const quarter = two(halve(half), 2);
  const eighth = two(halve(quarter), 4);
  const coarse = two(halve(eighth), 6);
  const up = two(add(double(coarse), eighth), 8);
  const wider = two(add(double(up), quarter), 10);
  const widest = two(add(double(wider), half), 12);
  return detail(linear(add(double(widest), layer(texels, FULL_DOWN)), 15));
}

/** @param tensors the generator's @param texels [N, H, W, 16], H and W multiples of 16 @returns [N, H, W, 3] */
export function generate(tensors: readonly tf.Tensor[], texels: tf.Tensor4D): tf.Tensor4D {
  const call = layerCalls(tensors, learning(0, FULL_DOWN));
  return runGenerator<tf.Tensor4D>(texels, {
    blocks: blocksToChannels,
    halve: halved,
    double: (x) => smoothed(doubled(x)),
    add: (a, b) => tf.add(a, b),
    layer: (x, layer) => tf.leakyRelu(call(x, layer), LEAK),
    linear: call,
    detail: detailAlone,
  });
}
