import type { HeadModel } from '../../../head/head-model.ts';
import type { SkinSurface } from '../rig-primitives.ts';
import { cardExtra } from './card-primitive.ts';
import { corneaExtra } from './cornea-primitive.ts';
import type { RigExtra } from './rig-extra.ts';

/** Corneas, lashes and brows. */
export function rigExtras(head: HeadModel, skin: SkinSurface): RigExtra[] {
  return [
    ...head.parts.filter(({ texture }) => texture === 'eye').map((eye) => corneaExtra(head, eye)),
    ...head.cards.map((cards) => cardExtra(head, skin, cards)),
  ];
}
