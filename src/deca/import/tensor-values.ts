import { AsmFitError } from '../../errors.ts';
import { halfToFloat } from '../../onnx/half-float.ts';
import { countOf } from './array-numbers.ts';
import { shownText, type Tensor, type TensorStorage } from './pickle/pickle-values.ts';
import type { ReadBudget } from './pickle/read-budget.ts';

interface NumberType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

/** PyTorch's storages of real numbers, little-endian. */
const TYPES: Readonly<Record<string, NumberType>> = {
  FloatStorage: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  DoubleStorage: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  HalfStorage: { bytes: 2, read: (view, at) => halfToFloat(view.getUint16(at, true)) },
  BFloat16Storage: { bytes: 2, read: (view, at) => upperHalf(view.getUint16(at, true)) },
  LongStorage: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  IntStorage: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  ShortStorage: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  CharStorage: { bytes: 1, read: (view, at) => view.getInt8(at) },
  ByteStorage: { bytes: 1, read: (view, at) => view.getUint8(at) },
  BoolStorage: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

const scratch = new DataView(new ArrayBuffer(4));

/** bfloat16 is the upper half of a float. */
function upperHalf(bits: number): number {
  scratch.setUint32(0, bits * 2 ** 16);
  return scratch.getFloat32(0);
}

/** Bytes of one number. @throws {AsmFitError} input: complex, quantised or unknown numbers */
export function numberBytes(storage: TensorStorage, where: string): number {
  return typeOf(storage, where).bytes;
}

function typeOf({ kind, key }: TensorStorage, where: string): NumberType {
  if (Object.hasOwn(TYPES, kind)) return TYPES[kind];
  throw new AsmFitError(
    'input',
    `${where}: storage ${shownText(key)} must hold real numbers; received ${shownText(kind)}`,
    'save the model in float32',
  );
}

/** A file whose tensors are read. */
export interface TensorFile {
  readonly where: string;
  readonly budget: ReadBudget;
  /** Bytes of a storage, asked for when all else holds. */
  bytesOf(storage: TensorStorage): Uint8Array;
}

/**
 * A tensor's numbers in C order. It must lie within its storage and name no number of it more often than the storage has numbers:
 * an expanded tensor (stride 0) could ask for any memory.
 * @throws {AsmFitError} input: outside its storage, expanded, or of what are no numbers
 */
export function tensorValues(
  name: string,
  { offset, shape, strides }: Omit<Tensor, 'storage'>,
  storage: TensorStorage,
  file: TensorFile,
): Float32Array {
  const { where, budget } = file;
  const type = typeOf(storage, where);
  const count = countOf(shape);
  const last = offset + shape.reduce((sum, n, d) => sum + (n - 1) * strides[d], 0);
  const fail = (received: string): never => {
    throw new AsmFitError(
      'input',
      `${where}: tensor ${shownText(name)} must lie within its storage; received ${received}`,
      'download the file again',
    );
  };
  if (strides.length !== shape.length) fail(`${shape.length} sizes and ${strides.length} strides`);
  if (count === 0) return new Float32Array(0);
  if (!(last < storage.count && count <= storage.count))
    fail(`${shape.join(' x ')} numbers at ${offset} with strides ${strides.join(', ')} of ${storage.count}`);
  const bytes = file.bytesOf(storage);
  if (bytes.length < storage.count * type.bytes) fail(`${storage.count} numbers in ${bytes.length} bytes`);
  budget.bytes(4 * count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Float32Array(count);
  const index = new Array<number>(shape.length).fill(0);
  let at = offset;
  for (let i = 0; i < count; i++) {
    out[i] = type.read(view, at * type.bytes);
    for (let d = shape.length - 1; d >= 0; d--) {
      at += strides[d];
      if (++index[d] < shape[d]) break;
      at -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return out;
}
