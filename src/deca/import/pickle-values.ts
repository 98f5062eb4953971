/** What a pickle may hold. Nothing of it ever runs: classes are names, and only those of a fixed list become data. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | PickleGlobal
  | PickleRecord
  | NdArray
  | DType
  | TensorStorage
  | SavedStorage
  | Tensor;

export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>();
}

/** The name of a class or function. */
export class PickleGlobal {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** An object of a listed class: its class's name and its attributes. */
export class PickleRecord {
  readonly className: string;
  readonly attributes = new Map<string, PickleValue>();
  constructor(className: string) {
    this.className = className;
  }
}

export class DType {
  readonly code: string;
  littleEndian = true;
  constructor(code: string) {
    this.code = code;
  }
}

/** A numpy array; empty until its state is set. */
export class NdArray {
  shape: number[] = [];
  dtype: DType = new DType('f8');
  fortranOrder = false;
  /** Raw bytes, or the items of an object array. */
  data: Uint8Array | PickleValue[] = new Uint8Array();
}

/** A run of numbers in a PyTorch checkpoint, by its key. */
export class TensorStorage {
  readonly kind: string;
  readonly key: string;
  readonly count: number;
  constructor(kind: string, key: string, count: number) {
    this.kind = kind;
    this.key = key;
    this.count = count;
  }
}

/** A storage that a pickle carries whole: a checkpoint of its own, not yet read. */
export class SavedStorage {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

export class Tensor {
  readonly storage: TensorStorage | SavedStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  constructor(
    storage: TensorStorage | SavedStorage,
    offset: number,
    shape: readonly number[],
    strides: readonly number[],
  ) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}
