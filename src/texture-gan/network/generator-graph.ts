import { onnxScribe } from '../../onnx/onnx-scribe.ts';
import type { OnnxPieces } from '../../onnx/onnx-writer.ts';
import { encodeOnnx } from '../../onnx/onnx-writer.ts';
import { PLANE_COUNT } from '../../render/texture/completion/completion-planes.ts';
import { DETAIL_WINDOW } from './convolution.ts';
import { GENERATOR, runGenerator } from './generator.ts';
import { LEAK } from './layers.ts';

const OPSET = 16;

/**
 * The generator as an ONNX file: `texels` [1, 16, height, width], sides multiples of 16, to `change` [1, 3, height, width].
 * @param tensors weights [3, 3, C, O] and bias [O] of each layer in turn
 */
export function generatorOnnx(tensors: readonly Float32Array[]): Uint8Array {
  const pieces: OnnxPieces = { nodes: [], initializers: [] };
  const { op, tensor } = onnxScribe(pieces);
  let count = 0;
  const name = (): string => `picture_${count++}`;
  tensor('scales', [4], [1, 1, 2, 2]);
  const linear = (x: string, layer: number): string => {
    const { name: of, inputs, outputs } = GENERATOR[layer];
    const weights = tensor(
      `${of}_weights`,
      [outputs, inputs, 3, 3],
      channelsFirst(tensors[2 * layer], inputs, outputs),
    );
    const bias = tensor(`${of}_bias`, [outputs], tensors[2 * layer + 1]);
    return op('Conv', [x, weights, bias], of, { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
  };
  const change = runGenerator<string>('texels', {
    blocks: (x) => op('SpaceToDepth', [x], name(), { blocksize: 2 }),
    halve: (x) => op('AveragePool', [x], name(), { kernel_shape: [2, 2], strides: [2, 2] }),
    double: (x) => {
      const twice = op('Resize', [x, '', 'scales'], name(), {
        mode: { text: 'nearest' },
        coordinate_transformation_mode: { text: 'asymmetric' },
        nearest_mode: { text: 'floor' },
      });
      return op('AveragePool', [twice], name(), { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1] });
    },
    add: (a, b) => op('Add', [a, b], name()),
    layer: (x, layer) => op('LeakyRelu', [linear(x, layer)], name(), { alpha: { float: LEAK } }),
    linear,
    detail: (x) => {
      const mean = (of: string, kernel: readonly number[]): string =>
        op('AveragePool', [of], name(), {
          kernel_shape: kernel,
          pads: [...kernel, ...kernel].map((side) => (side - 1) / 2),
          strides: [1, 1],
        });
      return op('Sub', [x, mean(mean(x, [1, DETAIL_WINDOW]), [DETAIL_WINDOW, 1])], name());
    },
  });
  op('Identity', [change], 'change');
  const port = (of: string, channels: number) => ({ name: of, dims: [1, channels, 'height', 'width'] });
  return encodeOnnx({ ...pieces, inputs: [port('texels', PLANE_COUNT)], outputs: [port('change', 3)] }, OPSET);
}

/** [3, 3, C, O] to [O, C, 3, 3]. */
function channelsFirst(values: Float32Array, inputs: number, outputs: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let k = 0; k < 9; k++)
    for (let c = 0; c < inputs; c++)
      for (let o = 0; o < outputs; o++) out[(o * inputs + c) * 9 + k] = values[(k * inputs + c) * outputs + o];
  return out;
}
