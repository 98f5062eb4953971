import type { HeadModel } from '../../../head/head-model.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import type { SkinSurface } from '../rig-primitives.ts';
import type { RigPrimitive } from '../rigged-head.ts';
import { cardExtra } from './card-primitive.ts';
import { corneaExtra } from './cornea-primitive.ts';
import { eyeOcclusionExtra } from './eye-occlusion-primitive.ts';
import type { RigExtra } from './rig-extra.ts';

/** A rig's parts, and its extras as these move them. */
export function withExtras(
  kernels: Kernels,
  parts: readonly RigPrimitive[],
  extras: readonly RigExtra[],
): RigPrimitive[] {
  return [...parts, ...extras.map((extra) => extra.primitive(kernels, parts))];
}

/** Corneas, the lids' shade on the eyes, lashes and brows. */
export function rigExtras(head: HeadModel, skin: SkinSurface): RigExtra[] {
  return [
    ...head.parts.filter(({ texture }) => texture === 'eye').map((eye) => corneaExtra(head, eye)),
    eyeOcclusionExtra(head, skin),
    ...head.cards.map((cards) => cardExtra(head, skin, cards)),
  ];
}
