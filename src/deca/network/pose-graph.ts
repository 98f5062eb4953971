import type { OnnxScribe } from '../../onnx/onnx-scribe.ts';

/** Newton-Schulz steps to the polar factor; the third singular value of a face's points is about a fifth of the first. */
const POLAR_STEPS = 24;

/** Names of what {@link normalizedPoints} appends. */
export interface PoseNames {
  readonly residual: string;
  readonly rotation: string;
  readonly headPose: string;
  readonly camera: string;
}

/** pose-normalization.ts in ONNX: the rotation is the polar factor of the points' covariance with the template. */
export function normalizedPoints(scribe: OnnxScribe, template: Float64Array): PoseNames {
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
