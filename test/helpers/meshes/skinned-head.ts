import { type AsmForward, asmForward, asmPairs, createAsm } from '../../../src/asm/adaptive-skinning-model.ts';
import { type RestSkeleton, restSkeleton, skinNormalsAround } from '../../../src/asm/skeleton/rest-skeleton.ts';
import { createSkeleton } from '../../../src/asm/skeleton/skeleton.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';

/** The bundled head and the skinning model on its mean. */
export const head = loadBundledHead();
export const model = createAsm(head, head.template);
export const skeleton = createSkeleton(head);

/** The model with parameters, in memory of its own. */
export function skinned(parameters: Float64Array): AsmForward {
  const kernels = plainKernels();
  return asmForward(kernels, model, parameters, asmPairs(kernels.memory, model, parameters));
}

/** The skeleton on the mean head, bones where they stand before any fit. */
export function meanSkeleton(): RestSkeleton {
  return restSkeleton(head, skeleton, {
    joints: head.jointPositions,
    bones: model.restBind,
    normals: skinNormalsAround(head, model.template, model.restSurface),
  });
}
