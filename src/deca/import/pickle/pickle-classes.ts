import { countOf, numbersOf } from '../array-numbers.ts';
import {
  DType,
  describeValue,
  NdArray,
  PickleDict,
  PickleGlobal,
  PickleRecord,
  type PickleValue,
  SavedStorage,
  shownText,
  Tensor,
  TensorStorage,
  wholeNumber,
  wholeNumbers,
} from './pickle-values.ts';
import type { ReadBudget } from './read-budget.ts';

// The fixed list: what pickles of FLAME and DECA name, and what each becomes.

/** Objects that are kept as named attributes: sparse matrices, chumpy's wrapped arrays, PyTorch's book-keeping. */
const RECORDS =
  /^(scipy\.sparse\.(_?(csc|csr|coo)\.)?(csc|csr|coo)_(matrix|array)|chumpy\.(ch|ch_ops|reordering|utils|logic)\.\w+|torch\.nn\.parameter\.Parameter|argparse\.Namespace)$/;
const STRING_TO_BYTES = /^_codecs\.encode$/;
const RECONSTRUCT = /^numpy\.(core|_core)\.multiarray\._reconstruct$/;
const SCALAR = /^numpy\.(core|_core)\.multiarray\.scalar$/;
const FROM_BUFFER = /^numpy\.(core|_core)\.numeric\._frombuffer$/;

/**
 * What a listed function makes of its arguments.
 * @throws {Error} a function that is not on the list, or wrong arguments
 */
export function callGlobal(callee: PickleValue, args: PickleValue, budget: ReadBudget): PickleValue {
  if (!(callee instanceof PickleGlobal) || !Array.isArray(args)) throw new Error('a call of what is no function');
  const { name } = callee;
  if (RECONSTRUCT.test(name)) return new NdArray();
  if (name === 'numpy.dtype') return typeOf(args[0]);
  if (SCALAR.test(name)) return scalarOf(args, budget);
  if (FROM_BUFFER.test(name)) {
    const array = new NdArray();
    setArray(array, { shape: args[2], dtype: args[1], fortran: args[3] === 'F', data: args[0] }, budget);
    return array;
  }
  if (STRING_TO_BYTES.test(name) || /^(__builtin__|builtins)\.(bytearray|bytes)$/.test(name))
    return args.length === 0 ? new Uint8Array() : bytesOf(args[0], args[1], budget);
  if (name === 'collections.OrderedDict') return dictOfPairs(args[0], budget);
  if (/^(copy_reg|copyreg)\._reconstructor$/.test(name)) return newObject(args[0] ?? null);
  if (/^(__builtin__|builtins)\.(set|frozenset|list|tuple)$/.test(name)) {
    const items = args[0] ?? [];
    if (Array.isArray(items)) return items;
  }
  if (name === 'torch._utils._rebuild_tensor_v2' || name === 'torch._utils._rebuild_tensor') return tensorOf(args);
  if (name === 'torch._utils._rebuild_parameter' && args[0] instanceof Tensor) return args[0];
  if (name === 'torch.storage._load_from_bytes' && args[0] instanceof Uint8Array) return new SavedStorage(args[0]);
  throw new Error(`the function ${shownText(name)}, which is not on the list`);
}

/** @throws {Error} a class that is not on the list */
export function newObject(type: PickleValue): PickleValue {
  if (!(type instanceof PickleGlobal)) throw new Error('an object of what is no class');
  if (type.name === 'collections.OrderedDict') return new PickleDict();
  if (type.name === 'numpy.ndarray') return new NdArray();
  if (!RECORDS.test(type.name)) throw new Error(`the class ${shownText(type.name)}, which is not on the list`);
  return new PickleRecord(type.name);
}

/** Sets an object's state. @throws {Error} what has none */
export function buildObject(target: PickleValue, state: PickleValue, budget: ReadBudget): void {
  if (target instanceof NdArray) {
    if (!Array.isArray(state) || state.length < 5) throw new Error('an array without its state');
    const [, shape, dtype, fortran, data] = state;
    setArray(target, { shape, dtype, fortran: fortran === true || fortran === 1, data }, budget);
  } else if (target instanceof DType) {
    if (Array.isArray(state) && state[1] === '>') target.littleEndian = false;
  } else if (target instanceof PickleRecord) {
    // (state, slots) of classes that have both
    const parts = Array.isArray(state) ? state : [state];
    budget.items(parts.length);
    for (const part of parts) {
      if (!(part instanceof PickleDict)) continue;
      budget.items(part.entries.size);
      for (const [key, value] of part.entries) {
        if (typeof key !== 'string') throw new Error(`an attribute named by ${describeValue(key)}`);
        target.attributes.set(key, value);
      }
    }
  } else if (target instanceof PickleDict) {
    // An OrderedDict of a PyTorch module carries versions that nobody needs.
  } else throw new Error('a state for what has none');
}

function typeOf(code: PickleValue | undefined): DType {
  if (typeof code !== 'string') throw new Error('a numpy type without its name');
  return new DType(code);
}

/** What numpy pickles of an array. */
interface ArrayState {
  readonly shape: PickleValue | undefined;
  readonly dtype: PickleValue | undefined;
  /** Columns first. */
  readonly fortran: boolean;
  readonly data: PickleValue | undefined;
}

function setArray(array: NdArray, { shape, dtype, fortran, data }: ArrayState, budget: ReadBudget): void {
  if (!(dtype instanceof DType)) throw new Error('an array of unknown type');
  array.shape = wholeNumbers(shape, 'an array of size');
  array.dtype = dtype;
  array.fortranOrder = fortran;
  if (data instanceof Uint8Array || Array.isArray(data)) array.data = data;
  else array.data = bytesOf(data, 'latin1', budget);
  if (Array.isArray(data) && data.length !== countOf(array.shape))
    throw new Error(`an array of ${array.shape.join(' x ')} with ${data.length} items`);
}

/** Bytes as they are, or as Python 2 and protocol 2 write them: as text of the same characters. */
function bytesOf(value: PickleValue | undefined, encoding: PickleValue | undefined, budget: ReadBudget): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string' || typeof encoding !== 'string' || !/^latin-?1$/.test(encoding))
    throw new Error(`bytes of ${value === undefined ? 'nothing' : describeValue(value)}`);
  budget.bytes(value.length);
  const bytes = Buffer.from(value, 'latin1');
  for (let i = 0; i < bytes.length; i++)
    if (value.charCodeAt(i) !== bytes[i]) throw new Error('bytes with a character above 255');
  return bytes;
}

function scalarOf(args: PickleValue[], budget: ReadBudget): PickleValue {
  const array = new NdArray();
  setArray(array, { shape: [1], dtype: args[0], fortran: false, data: args[1] }, budget);
  return numbersOf(array)[0];
}

function dictOfPairs(pairs: PickleValue | undefined, budget: ReadBudget): PickleDict {
  const dict = new PickleDict();
  if (pairs === undefined) return dict;
  if (!Array.isArray(pairs)) throw new Error(`a dictionary of ${describeValue(pairs)}`);
  budget.items(pairs.length);
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) throw new Error('a dictionary of what are no pairs');
    dict.entries.set(pair[0], pair[1]);
  }
  return dict;
}

/** Strides and offset count from the storage's start; PyTorch knows none below zero. */
function tensorOf([storage, offset, shape, strides]: PickleValue[]): Tensor {
  if (!(storage instanceof TensorStorage || storage instanceof SavedStorage))
    throw new Error('a tensor without its storage');
  return new Tensor(
    storage,
    wholeNumber(offset, 'a tensor with an offset'),
    wholeNumbers(shape, 'a tensor with a size'),
    wholeNumbers(strides, 'a tensor with a stride'),
  );
}
