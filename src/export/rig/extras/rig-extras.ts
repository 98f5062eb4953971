import type { HeadModel } from '../../../head/head-model.ts';
import type { SkinSurface } from '../rig-primitives.ts';
import type { RigPrimitive } from '../rigged-head.ts';
import { cardExtra } from './card-primitive.ts';
import { corneaExtra } from './cornea-primitive.ts';

/** What goes with a rig's parts, which come in the head's order. */
export interface RigExtra {
  /** Where it is on a head in another shape [P, 3] mm. */
  positions(parts: readonly Pick<RigPrimitive, 'positions'>[]): Float64Array;
  /** As the parts' own weights and morph targets move it. */
  primitive(parts: readonly RigPrimitive[]): RigPrimitive;
}

/** Corneas, lashes and brows. */
export function rigExtras(head: HeadModel, skin: SkinSurface): RigExtra[] {
  return [
    ...head.parts.filter(({ texture }) => texture === 'eye').map((eye) => corneaExtra(head, eye)),
    ...head.cards.map((cards) => cardExtra(head, skin, cards)),
  ];
}
