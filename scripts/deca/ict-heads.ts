import type { Random } from '../../src/geometry/random.ts';
import type { IctModel } from '../../src/head/ict/ict-model.ts';
import { readIct } from '../../src/head/ict/read-ict.ts';

/** Heads of ICT-FaceKit's people. */
export interface IctHeads extends IctModel {
  /** A head with normally distributed identity coefficients. @returns [V, 3] mm */
  sample(random: Random): Float64Array;
}

export function loadIctHeads(folder: string): IctHeads {
  const model = readIct(folder);
  return {
    ...model,
    sample(random) {
      const out = model.positions.slice();
      for (const mode of model.identity) {
        const a = random.normal();
        for (let i = 0; i < out.length; i++) out[i] += a * mode[i];
      }
      return out;
    },
  };
}
