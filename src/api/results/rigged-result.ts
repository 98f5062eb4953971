import { AsmFitError } from '../../errors.ts';
import type { RiggedHead } from '../../export/rig/rigged-head.ts';

/** A head with its rig: what formats are made from. */
export interface RiggedResult {
  /** What its files are called, as the commands name them: `head` of a fit, its picture's name of a reconstruction. */
  readonly name: string;
  /** The rig as every format has it: plain numbers, names and encoded pictures. */
  readonly rig: RiggedHead;
}

/** @throws {AsmFitError} usage: a value that no function here gave, such as one that went through JSON */
export function checkHead(where: string, head: RiggedResult): void {
  const { name, rig } = Object(head) as Partial<RiggedResult>;
  const whole =
    typeof name === 'string' &&
    rig?.surface?.positions instanceof Float64Array &&
    Array.isArray(rig.primitives) &&
    rig.primitives.every(({ positions, morphs }) => positions instanceof Float64Array && morphs instanceof Map);
  if (!whole)
    throw new AsmFitError(
      'usage',
      `${where}: takes what fitPhotographs, reconstructFace or loadFit gave; received ${head === null ? 'null' : typeof head === 'object' ? 'an object that is none' : typeof head}`,
      'copy heads with structuredClone, not through JSON',
    );
}
