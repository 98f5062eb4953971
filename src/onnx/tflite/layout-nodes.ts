import type { NodeWriter } from './node-writer.ts';
import type { TfliteOperator } from './tflite.ts';

/** Where NCHW keeps each axis of NHWC, and which axis of NHWC lies at each place of NCHW. */
const PLACE_OF_AXIS = [0, 2, 3, 1] as const;
const AXIS_AT_PLACE = [0, 3, 1, 2] as const;

/** A TFLite axis, negative from the end, where its tensor lives. */
export function axisOf(rank: number, axis: number): number {
  const own = axis < 0 ? axis + rank : axis;
  return rank === 4 ? PLACE_OF_AXIS[own] : own;
}

/** TFLite's order of values goes through a reshape, not ONNX's. */
export function writeReshape(writer: NodeWriter, operator: TfliteOperator): void {
  const [source] = operator.inputs;
  const output = operator.outputs[0];
  let from = writer.name(source);
  if (writer.graph.tensors[source].shape.length === 4)
    from = writer.transposed(from, `${from}_nhwc_${output}`, PLACE_OF_AXIS);
  const { shape } = writer.graph.tensors[output];
  const dims = writer.add(`r${output}`, [shape.length], BigInt64Array.from(shape, BigInt));
  if (shape.length !== 4) {
    writer.emit(operator, 'Reshape', [from, dims]);
    return;
  }
  const inner = `${writer.name(output)}_nhwc`;
  writer.push({ type: 'Reshape', inputs: [from, dims], outputs: [inner] });
  writer.transposed(inner, writer.name(output), AXIS_AT_PLACE);
}

export function writeTranspose(writer: NodeWriter, operator: TfliteOperator): void {
  const perm = Array.from(writer.constant(operator.inputs[1]).values ?? []);
  // The output's place p holds its axis a, which was the input's axis perm[a].
  const places = perm.length === 4 ? AXIS_AT_PLACE.map((axis) => PLACE_OF_AXIS[perm[axis]]) : perm;
  writer.transposed(writer.name(operator.inputs[0]), writer.name(operator.outputs[0]), places);
}

export function writePad(writer: NodeWriter, operator: TfliteOperator): void {
  // [N, H, W, C] x (before, after) -> all befores, then all afters, in NCHW.
  const amounts = Array.from(writer.constant(operator.inputs[1]).values ?? []);
  const pads = [
    ...AXIS_AT_PLACE.map((axis) => amounts[2 * axis]),
    ...AXIS_AT_PLACE.map((axis) => amounts[2 * axis + 1]),
  ];
  const output = operator.outputs[0];
  writer.emit(operator, 'Pad', [
    writer.name(operator.inputs[0]),
    writer.add(`p${output}`, [8], BigInt64Array.from(pads, BigInt)),
  ]);
}

/** Enlarges by half-pixel centres, as TFLite rounds: nearest is floor((x + 0.5) size/out). */
export function writeResize(writer: NodeWriter, operator: TfliteOperator): void {
  const output = operator.outputs[0];
  const [batch, rows, columns, channels] = writer.graph.tensors[output].shape;
  const sizes = writer.add(`z${output}`, [4], BigInt64Array.from([batch, channels, rows, columns], BigInt));
  writer.emit(operator, 'Resize', [writer.name(operator.inputs[0]), '', '', sizes], {
    mode: { text: operator.name === 'resizeNearest' ? 'nearest' : 'linear' },
    coordinate_transformation_mode: { text: 'half_pixel' },
    nearest_mode: { text: 'round_prefer_ceil' },
  });
}
