import { encodeOnnx } from '../../onnx/onnx-writer.ts';
import type { TfliteGraph } from '../../onnx/tflite/tflite.ts';
import { codeLength } from '../codes.ts';
import {
  type DenseLayer,
  type EncoderWeights,
  INPUT_CLIP,
  outputLength,
  ROTATION_UNIT,
  SCALE_UNIT,
  TRANSLATION_UNIT,
} from './encoder-weights.ts';
import { ENCODER_INPUT, FEATURE_OPSET, featureGraph } from './feature-graph.ts';
import { type OnnxScribe, onnxScribe } from './onnx-ops.ts';

/** Newton-Schulz steps to the polar factor; the third singular value of a face's points is about a fifth of the first. */
const POLAR_STEPS = 24;

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
      localComponents(scribe, weights),
      'features_last',
      'features_colors',
    ],
    'inputs',
    { axis: 1 },
  );
  const { answer, shape: shapeAnswer } = denseLayers(scribe, weights, inputs);

  // Pose and camera are corrections of what came with the points; expressions go from 0 to 1.
  const { shape, albedo, expression } = weights.sizes;
  let at = 0;
  const take = (name: string, count: number): string => {
    const bounds = [at, at + count].map((x, i) => scribe.integers(`take_${name}_${i}`, [x]));
    at += count;
    return scribe.op('Slice', [answer, ...bounds, scribe.integers(`take_${name}_axis`, [1])], `take_${name}`);
  };
  at = shape;
  const parts = [
    shapeAnswer,
    take('albedo', albedo),
    scribe.op(
      'Clip',
      [take('expression', expression), scribe.tensor('zero', [], [0]), scribe.tensor('unity', [], [1])],
      'expression',
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

interface PoseNames {
  readonly residual: string;
  readonly rotation: string;
  readonly headPose: string;
  readonly camera: string;
}

/** pose-normalization.ts in ONNX: the rotation is the polar factor of the points' covariance with the template. */
function normalizedPoints(scribe: OnnxScribe, template: Float64Array): PoseNames {
  const { op, tensor, scalar, integers } = scribe;
  const count = template.length / 3;
  const centre = [0, 1, 2].map((k) => {
    let sum = 0;
    for (let l = 0; l < count; l++) sum += template[3 * l + k] / count;
    return sum;
  });
  const centred = Float64Array.from(template, (x, i) => x - centre[i % 3]);
  const square = centred.reduce((sum, x) => sum + x * x, 0);

  const model = tensor('pose_model', [count, 3], centred);
  const upright = op('Mul', ['points', tensor('pose_axes', [1, 3], [1, -1, -1])], 'pose_upright');
  const middle = op('ReduceMean', [upright], 'pose_middle', { axes: [0], keepdims: 1 });
  const places = op('Sub', [upright, middle], 'pose_places');
  const covariance = op('MatMul', [op('Transpose', [places], 'pose_places_t', { perm: [1, 0] }), model], 'pose_cov');
  const norm = op(
    'Sqrt',
    [op('ReduceSum', [op('Mul', [covariance, covariance], 'pose_cov2')], 'pose_cov_sum', { keepdims: 1 })],
    'pose_norm',
  );
  let polar = op('Div', [covariance, norm], 'pose_polar_0');
  const [threeHalves, half] = [scalar('pose_three_halves', 1.5), scalar('pose_half', 0.5)];
  for (let step = 1; step <= POLAR_STEPS; step++) {
    const name = (label: string): string => `pose_${label}_${step}`;
    const turned = op('Transpose', [polar], name('t'), { perm: [1, 0] });
    const cubic = op('MatMul', [op('MatMul', [polar, turned], name('xxt')), polar], name('xxtx'));
    polar = op('Sub', [op('Mul', [polar, threeHalves], name('a')), op('Mul', [cubic, half], name('b'))], name('polar'));
  }
  const trace = op('ReduceSum', [op('Mul', [polar, covariance], 'pose_rc')], 'pose_trace', { keepdims: 1 });
  const scale = op('Div', [trace, scalar('pose_square', square)], 'pose_scale');
  const back = op('Div', [op('MatMul', [places, polar], 'pose_back'), scale], 'pose_back_mm');
  const residual = op('Sub', [back, model], 'pose_residual');

  const flatRotation = op('Reshape', [polar, integers('pose_rotation_shape', [1, 9])], 'pose_rotation');
  const doubled = op('Mul', [scale, scalar('pose_two', 2)], 'pose_doubled');
  // t = middle - s R centre; tx = (2 t_x - 1) / (2 s), ty = (2 t_y + 1) / (2 s).
  const turnedCentre = op(
    'MatMul',
    [tensor('pose_centre', [1, 3], centre), op('Transpose', [polar], 'pose_rt', { perm: [1, 0] })],
    'pose_turned',
  );
  const translation = op('Sub', [middle, op('Mul', [turnedCentre, scale], 'pose_turned_s')], 'pose_translation');
  const inCrop = op(
    'Add',
    [op('Mul', [translation, 'pose_two'], 'pose_t2'), tensor('pose_shift', [1, 3], [-1, 1, 0])],
    'pose_in_crop',
  );
  const place = op('Div', [inCrop, doubled], 'pose_place');
  const xy = op('Gather', [place, integers('pose_xy_index', [0, 1])], 'pose_xy', { axis: 1 });
  const camera = op('Concat', [doubled, xy], 'pose_camera', { axis: 1 });
  return {
    residual: op('Reshape', [residual, integers('pose_residual_shape', [1, 3 * count])], 'pose_residual_flat'),
    rotation: flatRotation,
    headPose: axisAngle(scribe, flatRotation),
    camera,
  };
}

/** The logarithm of a rotation by its quaternion, for angles below 180 degrees: w = sqrt(1 + tr) / 2, v = axial / (4 w). */
function axisAngle({ op, tensor, scalar }: OnnxScribe, rotation: string): string {
  const traceOf = tensor('log_trace', [9, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  const axialOf = tensor(
    'log_axial',
    [9, 3],
    [0, 0, 0, 0, 0, -1, 0, 1, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 1, 0, 0, 0, 0, 0],
  );
  const trace = op('MatMul', [rotation, traceOf], 'log_tr');
  const sum = op('Max', [op('Add', [trace, scalar('log_one', 1)], 'log_tr1'), scalar('log_least', 1e-3)], 'log_sum');
  const fourW = op('Mul', [op('Sqrt', [sum], 'log_root'), scalar('log_two', 2)], 'log_4w');
  const v = op('Div', [op('MatMul', [rotation, axialOf], 'log_ax'), fourW], 'log_v');
  const length = op(
    'Sqrt',
    [op('ReduceSum', [op('Mul', [v, v], 'log_v2')], 'log_v2_sum', { keepdims: 1 })],
    'log_length',
  );
  const bounded = op(
    'Min',
    [op('Max', [length, scalar('log_tiny', 1e-6)], 'log_low'), scalar('log_most', 1)],
    'log_sin',
  );
  const factor = op(
    'Div',
    [op('Mul', [op('Asin', [bounded], 'log_half_angle'), 'log_two'], 'log_angle'), bounded],
    'log_factor',
  );
  return op('Mul', [v, factor], 'log_axis_angle');
}

/** Descriptors at the local landmarks in their principal components. */
function localComponents({ op, tensor, integers }: OnnxScribe, { local }: EncoderWeights): string {
  const { landmarks, channels, components, mean, basis } = local;
  const count = landmarks.length;
  const rows = op('Reshape', ['local', integers('local_rows_shape', [count, 1, channels])], 'local_rows');
  const centred = op('Sub', [rows, tensor('local_mean', [count, 1, channels], mean)], 'local_centred');
  const projected = op(
    'MatMul',
    [centred, tensor('local_basis', [count, channels, components], basis)],
    'local_projected',
  );
  return op('Reshape', [projected, integers('local_flat_shape', [1, count * components])], 'local_flat');
}

/** encoder-weights.ts has the formulas. @returns names of [1, outputs] and [1, S] */
function denseLayers(
  { op, tensor }: OnnxScribe,
  weights: EncoderWeights,
  inputs: string,
): { answer: string; shape: string } {
  const centred = op('Sub', [inputs, tensor('input_mean', [1, weights.mean.length], weights.mean)], 'input_centred');
  const scaled = op(
    'Div',
    [centred, tensor('input_deviation', [1, weights.mean.length], weights.deviation)],
    'input_scaled',
  );
  const clipped = op(
    'Clip',
    [scaled, tensor('clip_low', [], [-INPUT_CLIP]), tensor('clip_high', [], [INPUT_CLIP])],
    'input_clipped',
  );
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
  return { answer, shape: dense('shape', weights.shape, clipped) };
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
