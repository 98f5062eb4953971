import type { OnnxScribe } from '../../onnx/onnx-scribe.ts';
import type { LocalComponents } from './encoder-weights.ts';

/**
 * The trunk's feature maps at the places of some landmarks, one behind the other, as the tensor `local` [1, K, 1, channels].
 * @param landmarks of the tensor `points_best` [468, 2], in 0..1 of the crop
 * @param maps names of the maps [1, channels, side, side]
 */
export function localDescriptors(
  { op, scalar, integers }: OnnxScribe,
  landmarks: readonly number[],
  maps: readonly string[],
): string {
  const unit = op('Gather', ['points_best', integers('local_index', landmarks)], 'local_unit');
  // GridSample counts from -1 at the first pixel's outer edge to 1 at the last one's.
  const doubled = op('Mul', [unit, scalar('local_two', 2)], 'local_doubled');
  const signed = op('Sub', [doubled, scalar('local_one', 1)], 'local_signed');
  const grid = op('Reshape', [signed, integers('local_shape', [1, 1, landmarks.length, 2])], 'local_grid');
  const sampled = maps.map((map, m) => op('GridSample', [map, grid], `local_${m}`));
  return op('Transpose', [op('Concat', sampled, 'local_stacked', { axis: 1 })], 'local', { perm: [0, 3, 2, 1] });
}

/** Descriptors at the local landmarks in their principal components. */
export function localComponents(
  { op, tensor, integers }: OnnxScribe,
  { landmarks, channels, components, mean, basis }: LocalComponents,
): string {
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
