import { type AsmRig, asmRig } from '../../../src/export/rig/asm-rig.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { head, model, skinned } from './skinned-head.ts';

/** The mean head at rest, of which no photograph told: what a rig is built of. */
export const MEAN = {
  model,
  forward: skinned(model.rest),
  positions: head.template,
  size: 1,
  identity: [],
  motions: [],
} as const;

let built: AsmRig | undefined;

/** Its rig of four influences, with corneas and lashes to be written; built once a process, which takes seconds. Not to be changed. */
export function meanRig(): AsmRig {
  built ??= asmRig(openKernels(1), MEAN, { influences: 4, shapes: ['arkit'], extras: ['cornea', 'lashes'] });
  return built;
}
