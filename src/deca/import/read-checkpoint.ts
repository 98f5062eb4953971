import { readFileSync, statSync } from 'node:fs';
import { AsmFitError } from '../../errors.ts';
import { PickleDict, type PickleValue, SavedStorage, Tensor, TensorStorage } from './pickle-values.ts';
import { readPickle } from './read-pickle.ts';
import { readZip } from './zip-file.ts';

/** A tensor of a checkpoint, contiguous. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Tensors by their dotted names, `E_flame.encoder.conv1.weight`. */
export type StateDict = ReadonlyMap<string, WeightTensor>;

const MAX_FILE_BYTES = 4 * 2 ** 30;
const MAX_DEPTH = 8;
/** PyTorch before 1.6 wrote this number first. */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;
const BYTES: Readonly<Record<string, number>> = {
  FloatStorage: 4,
  DoubleStorage: 8,
  HalfStorage: 2,
  LongStorage: 8,
  IntStorage: 4,
};

/**
 * Reads all tensors of a PyTorch checkpoint, in its ZIP form or the one before it.
 * @throws {AsmFitError} input: missing, too large, damaged, or no checkpoint
 */
export function readCheckpoint(path: string): StateDict {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined || size > MAX_FILE_BYTES)
    throw new AsmFitError(
      'input',
      `${path}: the checkpoint must be there and at most 4 GiB; received ${size === undefined ? 'no such file' : `${size} bytes`}`,
      'check the path',
    );
  const { root, storage } = readContents(readFileSync(path), path);
  const out = new Map<string, WeightTensor>();
  collect(root, '', 0, storage, path, out);
  if (out.size === 0)
    throw new AsmFitError(
      'input',
      `${path}: a checkpoint must hold tensors; received none`,
      'pass the file that torch.save wrote',
    );
  return out;
}

interface Contents {
  readonly root: PickleValue;
  /** Bytes of a storage. */
  readonly storage: (storage: TensorStorage) => Uint8Array;
}

function readContents(bytes: Uint8Array, where: string): Contents {
  return bytes[0] === 0x50 && bytes[1] === 0x4b ? zipForm(bytes, where) : legacyForm(bytes, where);
}

/**
 * A tensor that was pickled outside a checkpoint, with its storage.
 * @throws {AsmFitError} input: damaged
 */
export function readPickledTensor(tensor: Tensor, name: string, where: string): WeightTensor {
  if (!(tensor.storage instanceof SavedStorage))
    throw new AsmFitError(
      'input',
      `${where}: ${name} must carry its numbers; received a reference to another file`,
      'download the file again',
    );
  const { root, storage } = readContents(tensor.storage.bytes, where);
  if (!(root instanceof TensorStorage))
    throw new AsmFitError(
      'input',
      `${where}: ${name} must carry a run of numbers; received something else`,
      'download the file again',
    );
  return { shape: tensor.shape, values: tensorValues(tensor, root, storage(root), name, where) };
}

function zipForm(bytes: Uint8Array, where: string): Contents {
  const files = readZip(bytes, where);
  const pickle = [...files.keys()].find((name) => name.endsWith('/data.pkl') || name === 'data.pkl');
  if (pickle === undefined)
    throw new AsmFitError(
      'input',
      `${where}: a checkpoint must hold data.pkl; received an archive without it`,
      'pass the file that torch.save wrote',
    );
  const folder = pickle.slice(0, -'data.pkl'.length);
  const { value } = readPickle((files.get(pickle) as () => Uint8Array)(), where);
  return {
    root: value,
    storage: ({ key }) => {
      const file = files.get(`${folder}data/${key}`);
      if (file === undefined)
        throw new AsmFitError(
          'input',
          `${where}: storage ${key} must be there; received none`,
          'download the file again',
        );
      return file();
    },
  };
}

function legacyForm(bytes: Uint8Array, where: string): Contents {
  const magic = readPickle(bytes, where);
  if (magic.value !== LEGACY_MAGIC)
    throw new AsmFitError(
      'input',
      `${where}: must be a PyTorch checkpoint; received something else`,
      'pass deca_model.tar as it was downloaded',
    );
  const protocol = readPickle(bytes, where, magic.end);
  const system = readPickle(bytes, where, protocol.end);
  const root = readPickle(bytes, where, system.end);
  const keys = readPickle(bytes, where, root.end);
  const kinds = new Map<string, TensorStorage>();
  findStorages(root.value, 0, kinds);
  const places = new Map<string, Uint8Array>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = keys.end;
  for (const key of Array.isArray(keys.value) ? keys.value : []) {
    const width = BYTES[kinds.get(String(key))?.kind ?? 'FloatStorage'] ?? 4;
    if (at + 8 > bytes.length) break;
    const length = width * Number(view.getBigInt64(at, true));
    places.set(String(key), bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return {
    root: root.value,
    storage: ({ key }) => {
      const found = places.get(key);
      if (found === undefined)
        throw new AsmFitError(
          'input',
          `${where}: storage ${key} must be there; received none`,
          'download the file again',
        );
      return found;
    },
  };
}

function findStorages(value: PickleValue, depth: number, out: Map<string, TensorStorage>): void {
  const found = value instanceof Tensor ? value.storage : value;
  if (found instanceof TensorStorage) out.set(found.key, found);
  else if (value instanceof PickleDict && depth < MAX_DEPTH)
    for (const item of value.entries.values()) findStorages(item, depth + 1, out);
}

function collect(
  value: PickleValue,
  name: string,
  depth: number,
  storage: Contents['storage'],
  where: string,
  out: Map<string, WeightTensor>,
): void {
  if (value instanceof Tensor) {
    out.set(
      name,
      value.storage instanceof SavedStorage
        ? readPickledTensor(value, name, where)
        : { shape: value.shape, values: tensorValues(value, value.storage, storage(value.storage), name, where) },
    );
    return;
  }
  if (!(value instanceof PickleDict) || depth > MAX_DEPTH) return;
  for (const [key, item] of value.entries)
    collect(item, name === '' ? String(key) : `${name}.${String(key)}`, depth + 1, storage, where, out);
}

function tensorValues(
  { offset, shape, strides }: Tensor,
  storage: TensorStorage,
  bytes: Uint8Array,
  name: string,
  where: string,
): Float32Array {
  const count = shape.reduce((product, n) => product * n, 1);
  const width = BYTES[storage.kind];
  const last = offset + shape.reduce((sum, n, d) => sum + (n - 1) * strides[d], 0);
  if (
    width === undefined ||
    strides.length !== shape.length ||
    (count > 0 && !(last >= 0 && (last + 1) * width <= bytes.length))
  )
    throw new AsmFitError(
      'input',
      `${where}: tensor ${name} must lie within its storage of numbers; received ${storage.kind}, ${bytes.length} bytes`,
      'download the file again',
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (i: number): number => {
    if (storage.kind === 'FloatStorage') return view.getFloat32(4 * i, true);
    if (storage.kind === 'DoubleStorage') return view.getFloat64(8 * i, true);
    if (storage.kind === 'IntStorage') return view.getInt32(4 * i, true);
    if (storage.kind === 'LongStorage') return Number(view.getBigInt64(8 * i, true));
    return half(view.getUint16(2 * i, true));
  };
  const out = new Float32Array(count);
  const index = new Array<number>(shape.length).fill(0);
  let at = offset;
  for (let i = 0; i < count; i++) {
    out[i] = read(at);
    for (let d = shape.length - 1; d >= 0; d--) {
      at += strides[d];
      if (++index[d] < shape[d]) break;
      at -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return out;
}

function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
