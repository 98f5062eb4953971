/** Numbers of a bone's transform: shifts in mm, turns in radians about the axes of head space, logarithms of scales; `scale` is all three. */
export type BoneChannel =
  | 'shiftX'
  | 'shiftY'
  | 'shiftZ'
  | 'turnX'
  | 'turnY'
  | 'turnZ'
  | 'scale'
  | 'scaleX'
  | 'scaleY'
  | 'scaleZ';

/** What a slider at 1 adds to one number of a bone's transform. */
export interface BoneMove {
  /** Of the midline or of the left half; the right half's are its mirror images. */
  readonly bone: string;
  readonly channel: BoneChannel;
  /** mm, radians or the logarithm of a scale. */
  readonly amount: number;
}

/** Parts of a head under which sliders stand. */
export const SLIDER_GROUPS = [
  'face',
  'skull',
  'forehead',
  'brows',
  'eyes',
  'nose',
  'cheeks',
  'ears',
  'mouth',
  'jaw',
  'neck',
] as const;
/** Part of a head that a slider stands under. */
export type SliderGroup = (typeof SLIDER_GROUPS)[number];

/** One handle of a head's shape: a direction over bone channels. */
export interface SliderDefinition {
  /** Lower case, words joined by hyphens. */
  readonly name: string;
  readonly group: SliderGroup;
  /** What the ends show, in words. */
  readonly low: string;
  readonly high: string;
  /** At 1; at s they are s times as much, whatever its sign. */
  readonly moves: readonly BoneMove[];
  /** Bones that go alone: those that hang on them stay. */
  readonly alone: readonly string[];
}

/** Which half of a head a slider moves. */
export type SliderSide = 'both' | 'left' | 'right';

/** Whether the halves of a slider can be moved apart: it has bones on both sides and none between. */
export function hasSides({ moves }: SliderDefinition): boolean {
  return moves.every(({ bone }) => bone.endsWith('_L'));
}

/** A slider as it is set: the whole of one, or one half of it. */
export interface Slider {
  /** Of the definition, with `-left` or `-right` where it is a half. */
  readonly name: string;
  readonly definition: SliderDefinition;
  readonly side: SliderSide;
}

/** The whole and, where it has sides, its halves. Both halves together are the whole. */
export function slidersOf(definition: SliderDefinition): Slider[] {
  const whole: Slider = { name: definition.name, definition, side: 'both' };
  if (!hasSides(definition)) return [whole];
  const half = (side: SliderSide): Slider => ({ name: `${definition.name}-${side}`, definition, side });
  return [whole, half('left'), half('right')];
}

/** Sliders go from -1 to 1. */
export const SLIDER_LIMIT = 1;
