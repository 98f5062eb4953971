import { DESCRIPTOR_MAPS } from '../../capture/detection/attention-graph.ts';
import { onnxScribe } from '../../onnx/onnx-scribe.ts';
import { encodeOnnx, type OnnxPieces } from '../../onnx/onnx-writer.ts';
import type { DenseLayer, LocalComponents } from './encoder-weights.ts';
import { FEATURE_OPSET } from './feature-graph.ts';
import { localComponents, localDescriptors } from './landmark-descriptors.ts';
import { normalizedPoints } from './pose-graph.ts';
import { clippedInputs, type InputStatistics } from './standardized-inputs.ts';

/** A linear map from what the attention mesh makes of a crop to where its points should lie instead. */
export interface CorrectionWeights extends InputStatistics {
  /** Landmarks of the head that the points are aligned with [468, 3] mm. */
  readonly template: Float64Array;
  readonly local: LocalComponents;
  /** From the inputs to R components, from these to [468, 2] mm in the crop, x right, y up. */
  readonly layers: readonly [DenseLayer, DenseLayer];
}

const LANDMARKS = 468;

/**
 * The correction of MediaPipe's landmarks as one ONNX file:
 *   x = clip((inputs - mean) / deviation),  p' = p + s (x W_1 + b_1) W_2 + s b_2,
 * s the crop's share of a mm. Of the attention mesh it takes `points` [468, 3] and `irises` [10, 2] in 0..1 of the crop and its
 * trunk's maps `map_0` [1, 48, 48, 32] and `map_1` [1, 24, 24, 64]; it gives `corrected` [468, 2] in 0..1 of the crop.
 * Inputs are the encoder's (encoder-inputs.ts) without the last map and the colours.
 */
export function correctionOnnx({ template, local, layers, ...statistics }: CorrectionWeights): Uint8Array {
  const pieces: OnnxPieces = { nodes: [], initializers: [] };
  const scribe = onnxScribe(pieces);
  const { op, integers, tensor } = scribe;
  const { residual, rotation, camera } = normalizedPoints(scribe, template);
  op('Gather', ['points', integers('xy_index', [0, 1])], 'points_best', { axis: 1 });
  const maps = DESCRIPTOR_MAPS.map((_, m) => op('Transpose', [`map_${m}`], `map_${m}_planes`, { perm: [0, 3, 1, 2] }));
  localDescriptors(scribe, local.landmarks, maps);
  const irises = op('Reshape', ['irises', integers('irises_shape', [1, 20])], 'irises_flat');
  const inputs = op('Concat', [residual, rotation, camera, irises, localComponents(scribe, local)], 'inputs', {
    axis: 1,
  });
  const [first, second] = layers.map(({ weights, bias, inputs: rows, outputs }, k) => [
    tensor(`dense_${k}_weights`, [rows, outputs], weights),
    tensor(`dense_${k}_bias`, [outputs], bias),
  ]);
  const components = op('Gemm', [clippedInputs(scribe, statistics, inputs), ...first], 'components');
  const shifts = op(
    'Reshape',
    [op('Gemm', [components, ...second], 'shifts_flat'), integers('shifts_shape', [LANDMARKS, 2])],
    'shifts_mm',
  );
  // The camera's scale counts half crops a mm, y up.
  const scale = op('Gather', [camera, integers('scale_index', [0])], 'scale', { axis: 1 });
  const unit = op('Mul', [scale, tensor('half_crop', [1, 2], [0.5, -0.5])], 'crop_of_mm');
  op('Add', ['points_best', op('Mul', [shifts, unit], 'shifts')], 'corrected');
  return encodeOnnx(
    {
      ...pieces,
      inputs: [
        { name: 'points', dims: [LANDMARKS, 3] },
        { name: 'irises', dims: [10, 2] },
        ...DESCRIPTOR_MAPS.map(({ side, channels }, m) => ({ name: `map_${m}`, dims: [1, side, side, channels] })),
      ],
      outputs: [{ name: 'corrected', dims: [LANDMARKS, 2] }],
    },
    FEATURE_OPSET,
  );
}
