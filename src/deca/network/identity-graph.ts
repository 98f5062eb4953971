import { EMBEDDING_LENGTH } from '../../capture/recognition/recognition-graph.ts';
import { onnxScribe } from '../../onnx/onnx-scribe.ts';
import { encodeOnnx, type OnnxPieces } from '../../onnx/onnx-writer.ts';
import type { DenseLayer } from './encoder-weights.ts';

/**
 * Who a photograph shows, as ONNX: of the encoder's `shape` a [1, S] and the recogniser's `embedding` e [1, 128],
 *   `person` [1, S] = [a e] W + b.
 * @param layer W [S + 128, S], the answers' rows first
 */
export function identityOnnx({ inputs, outputs, weights, bias }: DenseLayer): Uint8Array {
  const pieces: OnnxPieces = { nodes: [], initializers: [] };
  const { op, tensor } = onnxScribe(pieces);
  const told = op('Concat', ['shape', 'embedding'], 'told', { axis: 1 });
  op(
    'Gemm',
    [told, tensor('identity_weights', [inputs, outputs], weights), tensor('identity_bias', [outputs], bias)],
    'person',
  );
  return encodeOnnx({
    ...pieces,
    inputs: [
      { name: 'shape', dims: [1, inputs - EMBEDDING_LENGTH] },
      { name: 'embedding', dims: [1, EMBEDDING_LENGTH] },
    ],
    outputs: [{ name: 'person', dims: [1, outputs] }],
  });
}
