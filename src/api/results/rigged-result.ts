import type { RiggedHead } from '../../export/rig/rigged-head.ts';

/** A head with its rig: what formats are made from. */
export interface RiggedResult {
  /** What its files are called, as the commands name them: `head` of a fit, its picture's name of a reconstruction. */
  readonly name: string;
  /** The rig as every format has it: plain numbers, names and encoded pictures. */
  readonly rig: RiggedHead;
}
