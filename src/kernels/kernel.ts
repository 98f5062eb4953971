/** Numbers in kernel memory: f32 where WebAssembly works on them, f64 in the plain kernels. */
export type RealArray = Float32Array | Float64Array;

/** What each kind of slot holds: an array in kernel memory, or a number, which a body counts with (`count`) or not. */
interface SlotValues {
  readonly real: RealArray;
  /** In double precision in either back end. */
  readonly double: Float64Array;
  readonly index: Uint32Array;
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly number: number;
}
export type SlotKind = keyof SlotValues;
export type JobField = SlotValues[SlotKind];

/**
 * A job's slots in their order, each with what it holds. The one declaration of them: the job's type follows from it, and
 * so do the names that the body in assembly/ reads them by (assembly/generated/, `npm run kernels:slots`).
 */
export type Slots = Readonly<Record<string, SlotKind>>;

/** The job that slots describe. */
export type JobOf<S extends Slots> = { readonly [Name in keyof S]: SlotValues[S[Name]] };

/**
 * A hot loop in two bodies that take the same jobs: `plain` here, and an export of the same name in assembly/.
 * Jobs of one call are independent, so that threads may share them.
 */
export interface Kernel<Job> {
  readonly name: string;
  readonly slots: { readonly [Name in keyof Job]: SlotKind };
  /** Floats of scratch memory that the WebAssembly body needs for a job. */
  readonly scratch: (job: Job) => number;
  /** The readable body, and the reference of the other one's tests. */
  readonly plain: (job: Job) => void;
}

/** Where kernels' arrays live. Released in the reverse order of allocation, like a stack. */
export interface KernelMemory {
  /** Zeros [count]. */
  real(count: number): RealArray;
  /** Numbers [count] that hold anything: for what is written whole before it is read. */
  room(count: number): RealArray;
  /** Zeros [count] in double precision in either back end. */
  double(count: number): Float64Array;
  index(count: number): Uint32Array;
  bytes(count: number): Uint8Array;
  /** The present top, to be given to {@link KernelMemory.release}. */
  mark(): number;
  /** Frees all that was allocated since the mark was taken. */
  release(mark: number): void;
}

/** What runs the kernels, told in fit.json. */
export interface KernelBackend {
  /** WebAssembly, or the TypeScript bodies. */
  readonly kind: 'wasm' | 'plain';
  /** Threads that share jobs, the calling one included. */
  readonly threads: number;
  /** Why WebAssembly or threads are not used, where they could have been; null otherwise. */
  readonly fallback: string | null;
}

export interface Kernels {
  readonly backend: KernelBackend;
  readonly memory: KernelMemory;
  /** Runs all jobs and returns when they are done. */
  run<Job>(kernel: Kernel<Job>, jobs: readonly Job[]): void;
  /** Ends the threads. */
  close(): void;
}

/** Copies numbers into kernel memory. */
export function realCopy(memory: KernelMemory, values: ArrayLike<number>): RealArray {
  const out = memory.room(values.length);
  out.set(values);
  return out;
}

/** Zeros in single precision in either back end: for what no kernel reads, where copies are what memory peaks at. */
export function singles(memory: KernelMemory, count: number): Float32Array {
  const { buffer, byteOffset } = memory.bytes(4 * count);
  return new Float32Array(buffer, byteOffset, count);
}

/** Copies numbers as {@link singles}. */
export function singlesCopy(memory: KernelMemory, values: ArrayLike<number>): Float32Array {
  const out = singles(memory, values.length);
  out.set(values);
  return out;
}

export function indexCopy(memory: KernelMemory, values: ArrayLike<number>): Uint32Array {
  const out = memory.index(values.length);
  out.set(values);
  return out;
}

export function bytesCopy(memory: KernelMemory, values: ArrayLike<number>): Uint8Array {
  const out = memory.bytes(values.length);
  out.set(values);
  return out;
}

export const NO_SCRATCH = (): number => 0;
