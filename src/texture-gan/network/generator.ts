import { tf } from '../../deca/training/tfjs-backend.ts';
import { PLANE_COUNT } from '../../render/texture/completion/completion-planes.ts';
import { blocksToChannels, channelsToBlocks, detailAlone, doubled, halved } from './convolution.ts';
import { type LayerSpec, LEAK, layerCalls } from './layers.ts';

/** Channels at a half, a quarter, an eighth and a sixteenth of the texture's size. */
const [HALF, QUARTER, EIGHTH, SIXTEENTH] = [24, 32, 48, 64];

/**
 * A small U-Net on blocks of 2 x 2 texels. Down: two layers a size, means between; up: nearest, plus what was at that size
 * on the way down, two layers. What comes out is detail alone: tones are the filling's, which joins what is seen without a
 * seam, and a network of this size makes blotches of them. About 9,000 multiplications a texel, 190,000 weights.
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
  { name: 'half_up_1', inputs: HALF, outputs: 12, gain: 0.1 },
];

/** The wiring, for whatever carries the layers out: tfjs while training, ONNX's nodes afterwards. */
export interface GeneratorOperations<Picture> {
  readonly blocks: (x: Picture) => Picture;
  readonly unblock: (x: Picture) => Picture;
  readonly halve: (x: Picture) => Picture;
  readonly double: (x: Picture) => Picture;
  readonly add: (a: Picture, b: Picture) => Picture;
  /** With the rectifier behind it. */
  readonly layer: (x: Picture, layer: number) => Picture;
  readonly linear: (x: Picture, layer: number) => Picture;
  readonly detail: (x: Picture) => Picture;
}

/** @param texels 16 planes @returns log ratios, 3 planes */
export function runGenerator<Picture>(texels: Picture, ops: GeneratorOperations<Picture>): Picture {
  const { blocks, unblock, halve, double, add, layer, linear, detail } = ops;
  const two = (x: Picture, first: number): Picture => layer(layer(x, first), first + 1);
  const half = two(blocks(texels), 0);
  const quarter = two(halve(half), 2);
  const eighth = two(halve(quarter), 4);
  const coarse = two(halve(eighth), 6);
  const up = two(add(double(coarse), eighth), 8);
  const wider = two(add(double(up), quarter), 10);
  return detail(unblock(linear(layer(add(double(wider), half), 12), 13)));
}

/** @param tensors the generator's @param texels [N, H, W, 16], H and W multiples of 16 @returns [N, H, W, 3] */
export function generate(tensors: readonly tf.Tensor[], texels: tf.Tensor4D): tf.Tensor4D {
  const call = layerCalls(tensors);
  return runGenerator<tf.Tensor4D>(texels, {
    blocks: blocksToChannels,
    unblock: channelsToBlocks,
    halve: halved,
    double: doubled,
    add: (a, b) => tf.add(a, b),
    layer: (x, layer) => tf.leakyRelu(call(x, layer), LEAK),
    linear: call,
    detail: detailAlone,
  });
}
