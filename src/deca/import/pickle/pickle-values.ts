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

const SHOWN_TEXT = 80;

/** Text of a file for a message: cut short, and without what would steer a terminal. */
export function shownText(text: string): string {
  const cut = text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}...` : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go.
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?');
}

/** A value in a message, in bounded words: lists that hold themselves have no text. */
export function describeValue(value: PickleValue): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return `"${shownText(value)}"`;
  if (typeof value === 'bigint') return 'a whole number of many digits';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof PickleGlobal) return shownText(value.name);
  if (value instanceof PickleRecord) return `an object of ${shownText(value.className)}`;
  if (value instanceof PickleDict) return 'a dictionary';
  if (value instanceof NdArray) return 'an array';
  if (value instanceof Tensor) return 'a tensor';
  return Array.isArray(value) ? 'a list' : 'bytes';
}

/** A count, size or place. @throws {Error} what is none */
export function wholeNumber(value: PickleValue | undefined, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`${what} of ${value === undefined ? 'nothing' : describeValue(value)}`);
}

/** Sizes or strides. @throws {Error} what are none, or too many */
export function wholeNumbers(value: PickleValue | undefined, what: string): number[] {
  if (!Array.isArray(value) || value.length > MAX_DIMENSIONS) throw new Error(`${what} of what is no short list`);
  return value.map((n) => wholeNumber(n, what));
}

const MAX_DIMENSIONS = 8;
