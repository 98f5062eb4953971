import { type OnnxScribe, onnxScribe } from '../../onnx/onnx-scribe.ts';
import { encodeOnnx } from '../../onnx/onnx-writer.ts';
import type { TfliteGraph } from '../../onnx/tflite/tflite.ts';
import { codeLength } from '../codes.ts';
import {
  type DenseLayer,
  type EncoderWeights,
  outputLength,
  ROTATION_UNIT,
  SCALE_UNIT,
  TRANSLATION_UNIT,
} from './encoder-weights.ts';
import { ENCODER_INPUT, FEATURE_OPSET, featureGraph } from './feature-graph.ts';
import { localComponents } from './landmark-descriptors.ts';
import { normalizedPoints } from './pose-graph.ts';
import { clippedInputs } from './standardized-inputs.ts';

/**
 * The whole encoder as one ONNX file: `image` [1, 3, 224, 224], RGB in 0..1, to `codes` [1, C] in the order of
 * codes.ts and `log_variance` [1, 1], the logarithm of the expected mean square error of the shape in mm^2.
 */
export function encoderOnnx(attentionMesh: TfliteGraph, weights: EncoderWeights): Uint8Array {
  const pieces = featureGraph(attentionMesh, weights.local.landmarks);
  const scribe = onnxScribe(pieces);
  const { residual, rotation, headPose, camera } = normalizedPoints(scribe, weights.template);
  const inputs = scribe.op(
    'Concat',
    [
      residual,
      rotation,
      camera,
      'features_irises',
      localComponents(scribe, weights.local),
      'features_last',
      'features_colors',
    ],
    'inputs',
    { axis: 1 },
  );
  const { answer, shape: shapeAnswer, expression: expressionAnswer } = denseLayers(scribe, weights, inputs);

  // Pose and camera are corrections of what came with the points; expressions go from 0 to 1.
  const { shape, albedo, expression } = weights.sizes;
  let at = 0;
  const take = (name: string, count: number): string => {
    const bounds = [at, at + count].map((x, i) => scribe.integers(`take_${name}_${i}`, [x]));
    at += count;
    return scribe.op('Slice', [answer, ...bounds, scribe.integers(`take_${name}_axis`, [1])], `take_${name}`);
  };
  at = shape;
  const albedoAnswer = take('albedo', albedo);
  at += expression;
  const parts = [
    shapeAnswer,
    albedoAnswer,
    scribe.op(
      'Clip',
      [expressionAnswer, scribe.tensor('zero', [], [0]), scribe.tensor('unity', [], [1])],
      'expression_clipped',
    ),
    scribe.op(
      'Add',
      [scribe.op('Mul', [take('head_pose', 3), scribe.scalar('turn_unit', ROTATION_UNIT)], 'turn'), headPose],
      'head_pose',
    ),
    take('jaw', 3),
    correctedCamera(scribe, take('camera', 3), camera),
    take('light', 27),
  ];
  scribe.op('Concat', parts, 'codes', { axis: 1 });
  scribe.op('Identity', [take('log_variance', 1)], 'log_variance');
  return encodeOnnx(
    {
      ...pieces,
      inputs: [{ name: 'image', dims: [1, 3, ENCODER_INPUT, ENCODER_INPUT] }],
      outputs: [
        { name: 'codes', dims: [1, codeLength(weights.sizes)] },
        { name: 'log_variance', dims: [1, 1] },
      ],
    },
    FEATURE_OPSET,
  );
}

/** Names of answers [1, outputs], [1, S] and [1, E]. */
interface DenseAnswers {
  readonly answer: string;
  readonly shape: string;
  readonly expression: string;
}

/** encoder-weights.ts has the formulas. */
function denseLayers(scribe: OnnxScribe, weights: EncoderWeights, inputs: string): DenseAnswers {
  const { op, tensor } = scribe;
  const clipped = clippedInputs(scribe, weights, inputs);
  const dense = (name: string, layer: DenseLayer, source: string): string => {
    const { weights: values, bias, inputs: rows, outputs } = layer;
    const constants = [tensor(`${name}_weights`, [rows, outputs], values), tensor(`${name}_bias`, [outputs], bias)];
    return op('Gemm', [source, ...constants], name);
  };
  const relu = (source: string): string => op('Relu', [source], `${source}_relu`);
  const first = dense('dense_0', weights.layers[0], clipped);
  const inner = relu(dense('dense_1', weights.layers[1], relu(first)));
  const second = op('Add', [first, dense('dense_2', weights.layers[2], inner)], 'hidden');
  const answer = dense('dense_3', weights.layers[3], relu(second));
  if (weights.layers[3].outputs !== outputLength(weights.sizes))
    throw new Error('encoder weights do not fit their codes');
  const straight = (name: 'shape' | 'expression'): string => dense(name, weights[name], clipped);
  return { answer, shape: straight('shape'), expression: straight('expression') };
}

/** (scale (1 + u d_0), tx + v d_1, ty + v d_2) */
function correctedCamera({ op, tensor }: OnnxScribe, correction: string, camera: string): string {
  const factor = op(
    'Add',
    [
      op('Mul', [correction, tensor('camera_scaled', [1, 3], [SCALE_UNIT, 0, 0])], 'camera_d0'),
      tensor('camera_ones', [1, 3], [1, 1, 1]),
    ],
    'camera_factor',
  );
  const shift = op(
    'Mul',
    [correction, tensor('camera_shifted', [1, 3], [0, TRANSLATION_UNIT, TRANSLATION_UNIT])],
    'camera_shift',
  );
  return op('Add', [op('Mul', [camera, factor], 'camera_product'), shift], 'camera');
}
