import {
  DType,
  NdArray,
  PickleDict,
  PickleGlobal,
  PickleRecord,
  type PickleValue,
  SavedStorage,
  Tensor,
  TensorStorage,
} from './pickle-values.ts';

// The fixed list: what pickles of FLAME and DECA name, and what each becomes.

/** Objects that are kept as named attributes: sparse matrices, chumpy's wrapped arrays, PyTorch's book-keeping. */
const RECORDS =
  /^(scipy\.sparse\.(_?(csc|csr|coo)\.)?(csc|csr|coo)_(matrix|array)|chumpy\.(ch|ch_ops|reordering|utils|logic)\.\w+|torch\.nn\.parameter\.Parameter|argparse\.Namespace)$/;
const STRING_TO_BYTES = /^_codecs\.encode$/;
const RECONSTRUCT = /^numpy\.(core|_core)\.multiarray\._reconstruct$/;
const SCALAR = /^numpy\.(core|_core)\.multiarray\.scalar$/;
const FROM_BUFFER = /^numpy\.(core|_core)\.numeric\._frombuffer$/;
const MAX_DIMENSIONS = 8;

/** @throws {Error} a function that is not on the list, or wrong arguments */
export function callGlobal(callee: PickleValue, args: PickleValue): PickleValue {
  if (!(callee instanceof PickleGlobal) || !Array.isArray(args)) throw new Error('a call of what is no function');
  const { name } = callee;
  if (RECONSTRUCT.test(name)) return new NdArray();
  if (name === 'numpy.dtype') return new DType(String(args[0]));
  if (SCALAR.test(name)) return scalarOf(args);
  if (FROM_BUFFER.test(name)) {
    const array = new NdArray();
    setArray(array, args[2], args[1], args[3] === 'F', args[0]);
    return array;
  }
  if (STRING_TO_BYTES.test(name)) return Buffer.from(String(args[0]), 'latin1');
  if (name === 'collections.OrderedDict') return dictOfPairs(args[0]);
  if (/^(copy_reg|copyreg)\._reconstructor$/.test(name)) return newObject(args[0]);
  if (/^(__builtin__|builtins)\.(set|frozenset|list|tuple)$/.test(name)) return Array.isArray(args[0]) ? args[0] : [];
  if (/^(__builtin__|builtins)\.(bytearray|bytes)$/.test(name))
    return args[0] instanceof Uint8Array ? args[0] : new Uint8Array();
  if (name === 'torch._utils._rebuild_tensor_v2' || name === 'torch._utils._rebuild_tensor') return tensorOf(args);
  if (name === 'torch._utils._rebuild_parameter') return args[0];
  if (name === 'torch.storage._load_from_bytes' && args[0] instanceof Uint8Array) return new SavedStorage(args[0]);
  throw new Error(`the function ${name}, which is not on the list`);
}

/** @throws {Error} a class that is not on the list */
export function newObject(type: PickleValue): PickleValue {
  if (!(type instanceof PickleGlobal)) throw new Error('an object of what is no class');
  if (type.name === 'collections.OrderedDict') return new PickleDict();
  if (type.name === 'numpy.ndarray') return new NdArray();
  if (!RECORDS.test(type.name)) throw new Error(`the class ${type.name}, which is not on the list`);
  return new PickleRecord(type.name);
}

/** Sets an object's state. @throws {Error} what has none */
export function buildObject(target: PickleValue, state: PickleValue): void {
  if (target instanceof NdArray) {
    if (!Array.isArray(state) || state.length < 5) throw new Error('an array without its state');
    setArray(target, state[1], state[2], state[3] === true || state[3] === 1, state[4]);
  } else if (target instanceof DType) {
    if (Array.isArray(state) && state[1] === '>') target.littleEndian = false;
  } else if (target instanceof PickleRecord) {
    // (state, slots) of classes that have both
    const parts = Array.isArray(state) ? state : [state];
    for (const part of parts)
      if (part instanceof PickleDict)
        for (const [key, value] of part.entries) target.attributes.set(String(key), value);
  } else if (target instanceof PickleDict) {
    // An OrderedDict of a PyTorch module carries versions that nobody needs.
  } else throw new Error('a state for what has none');
}

function setArray(array: NdArray, shape: PickleValue, dtype: PickleValue, fortran: boolean, data: PickleValue): void {
  if (!Array.isArray(shape) || shape.length > MAX_DIMENSIONS || !(dtype instanceof DType))
    throw new Error('an array of unknown shape or type');
  array.shape = shape.map((n) => {
    const size = Number(n);
    if (!Number.isSafeInteger(size) || size < 0) throw new Error('an array of impossible size');
    return size;
  });
  array.dtype = dtype;
  array.fortranOrder = fortran;
  if (data instanceof Uint8Array || Array.isArray(data)) array.data = data;
  else if (typeof data === 'string') array.data = Buffer.from(data, 'latin1');
  else throw new Error('an array without data');
}

function scalarOf(args: PickleValue[]): PickleValue {
  const array = new NdArray();
  setArray(array, [1], args[0], false, args[1]);
  return numbersOf(array)[0];
}

function dictOfPairs(pairs: PickleValue | undefined): PickleDict {
  const dict = new PickleDict();
  if (Array.isArray(pairs)) for (const pair of pairs) if (Array.isArray(pair)) dict.entries.set(pair[0], pair[1]);
  return dict;
}

function tensorOf([storage, offset, shape, strides]: PickleValue[]): Tensor {
  const known = storage instanceof TensorStorage || storage instanceof SavedStorage;
  if (!known || !Array.isArray(shape) || !Array.isArray(strides)) throw new Error('a tensor without its storage');
  return new Tensor(storage, Number(offset), shape.map(Number), strides.map(Number));
}

/** Numbers of an array in C order. @throws {Error} a type that holds no numbers, or too few bytes */
export function numbersOf({ shape, dtype, data, fortranOrder }: NdArray): Float64Array {
  const count = shape.reduce((product, n) => product * n, 1);
  if (!(data instanceof Uint8Array)) throw new Error('an array of objects where numbers must be');
  const [, kind, width] = /^[<>=|]?([fiub])(\d+)$/.exec(dtype.code) ?? [];
  const size = Number(width);
  const little = dtype.littleEndian && !dtype.code.startsWith('>');
  if (kind === undefined || data.length !== count * size)
    throw new Error(`${count} numbers of type ${dtype.code} in ${data.length} bytes`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read = (i: number): number => {
    const at = i * size;
    if (kind === 'f') return size === 8 ? view.getFloat64(at, little) : view.getFloat32(at, little);
    if (size === 8) return Number(kind === 'u' ? view.getBigUint64(at, little) : view.getBigInt64(at, little));
    if (size === 4) return kind === 'u' ? view.getUint32(at, little) : view.getInt32(at, little);
    if (size === 2) return kind === 'u' ? view.getUint16(at, little) : view.getInt16(at, little);
    return kind === 'i' ? view.getInt8(at) : view.getUint8(at);
  };
  const out = new Float64Array(count);
  if (!fortranOrder) for (let i = 0; i < count; i++) out[i] = read(i);
  else {
    // Column-major: the first index runs fastest.
    const index = new Array<number>(shape.length).fill(0);
    for (let i = 0; i < count; i++) {
      let to = 0;
      for (let d = 0; d < shape.length; d++) to = to * shape[d] + index[d];
      out[to] = read(i);
      for (let d = 0; d < shape.length && ++index[d] === shape[d]; d++) index[d] = 0;
    }
  }
  return out;
}
