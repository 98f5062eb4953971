import { AsmFitError } from '../../errors.ts';
import type { StateDict } from './read-checkpoint.ts';

/** Weights of one network of a checkpoint, taken by name; what is left over is told. */
export interface WeightSource {
  /** @throws {AsmFitError} input: not there, or of another shape */
  take(name: string, shape: readonly number[]): Float32Array;
  /** Names that nobody took. */
  unused(): string[];
}

/** PyTorch counts batches beside every normalisation; no network needs it. */
const BOOKKEEPING = /\.num_batches_tracked$/;

export function weightSource(state: StateDict, prefix: string, where: string): WeightSource {
  const left = new Set([...state.keys()].filter((name) => name.startsWith(prefix) && !BOOKKEEPING.test(name)));
  return {
    take(name, shape) {
      const found = state.get(prefix + name);
      if (found === undefined || found.shape.join() !== shape.join())
        throw new AsmFitError(
          'input',
          `${where}: ${prefix}${name} must be a tensor of ${shape.join(' x ')}; received ${found === undefined ? 'none' : found.shape.join(' x ')}`,
          'pass deca_model.tar of DECA as it was released',
        );
      if (found.values.some((x) => !Number.isFinite(x)))
        throw new AsmFitError(
          'input',
          `${where}: ${prefix}${name} must hold finite numbers; received NaN or infinity`,
          'download the file again',
        );
      left.delete(prefix + name);
      return found.values;
    },
    unused: () => [...left],
  };
}
