import {
  type BoneChannel,
  type BoneMove,
  type Slider,
  type SliderDefinition,
  type SliderGroup,
  slidersOf,
} from './slider-definition.ts';

type Move = readonly [bone: string, channel: BoneChannel, amount: number];
type Row = readonly [name: string, low: string, high: string, moves: readonly Move[], alone?: readonly string[]];

/**
 * All sliders by what they are of. At 1 most go as far as two or three standard deviations of what they can show of people
 * (`scripts/asm/slider-spread.ts` measures it); what one names moves, the rest of the head stays.
 */
const ROWS: Readonly<Record<SliderGroup, readonly Row[]>> = {
  face: [
    [
      'face-width',
      'narrow',
      'broad',
      [
        ['temple_L', 'shiftX', 5.2],
        ['eyebrow_outer_L', 'shiftX', 2.6],
        ['apple_outer_L', 'shiftX', 6.1],
        ['apple_center_L', 'shiftX', 3.5],
        ['apple_lower_L', 'shiftX', 4.4],
        ['cheek_L', 'shiftX', 6.1],
        ['jaw_corner_L', 'shiftX', 7],
        ['jaw_L', 'shiftX', 6.1],
        ['chin_side_low_L', 'shiftX', 3.5],
        ['chin_side_L', 'shiftX', 2.6],
      ],
    ],
    [
      'lower-face-height',
      'short',
      'long',
      [
        ['mouth', 'shiftY', -7],
        ['chin', 'shiftY', -7],
        ['chin_low', 'shiftY', -7],
        ['chin_side_L', 'shiftY', -7],
        ['chin_side_low_L', 'shiftY', -7],
        ['jaw_L', 'shiftY', -7],
        ['jaw_corner_L', 'shiftY', -7],
        ['cheek_L', 'shiftY', -6.1],
        ['apple_lower_L', 'shiftY', -4.4],
      ],
    ],
    [
      'face-profile',
      'hollow',
      'rounded',
      [
        ['forehead', 'shiftZ', -3.3],
        ['forehead_L', 'shiftZ', -3.3],
        ['nose', 'shiftZ', 4.1],
        ['mouth', 'shiftZ', 4.9],
        ['apple_inner_L', 'shiftZ', 3.3],
        ['chin', 'shiftZ', -3.3],
        ['chin_low', 'shiftZ', -3.3],
      ],
    ],
  ],
  skull: [
    [
      'skull-width',
      'narrow',
      'broad',
      [
        ['head', 'scaleX', 0.11],
        ['ear_L', 'shiftX', 6.1],
        ['temple_L', 'shiftX', 3.5],
        ['forehead_L', 'shiftX', 2],
      ],
      ['head'],
    ],
    ['skull-height', 'flat', 'high', [['head', 'shiftY', 11]], ['head']],
    ['skull-length', 'short', 'reaching far back', [['head', 'shiftZ', -14]], ['head']],
  ],
  forehead: [
    [
      'forehead-projection',
      'sloping back',
      'bulging',
      [
        ['forehead', 'shiftZ', 7.5],
        ['forehead_L', 'shiftZ', 6],
      ],
    ],
    ['forehead-width', 'narrow', 'broad', [['forehead_L', 'shiftX', 6.8]]],
    [
      'forehead-height',
      'low',
      'high',
      [
        ['forehead', 'shiftY', 6.8],
        ['forehead_L', 'shiftY', 5.6],
      ],
    ],
    ['temple-width', 'hollow', 'full', [['temple_L', 'shiftX', 6.3]]],
  ],
  brows: [
    [
      'brow-height',
      'low',
      'high',
      [
        ['eyebrow_L', 'shiftY', 4.6],
        ['eyebrow_center', 'shiftY', 2],
      ],
    ],
    [
      'brow-ridge',
      'flat',
      'jutting',
      [
        ['eyebrow_L', 'shiftZ', 4.2],
        ['eyebrow_center', 'shiftZ', 4.2],
      ],
    ],
    ['brow-tilt', 'sad', 'fierce', [['eyebrow_L', 'turnZ', 0.22]]],
    ['brow-arch', 'straight', 'arched', [['eyebrow_mid_L', 'shiftY', 7.9]]],
    ['brow-spacing', 'close', 'far apart', [['eyebrow_inner_L', 'shiftX', 3.5]]],
    [
      'glabella-projection',
      'dented',
      'bulging',
      [
        ['eyebrow_center', 'shiftZ', 4.2],
        ['eyebrow_center_up', 'shiftZ', 2.8],
      ],
    ],
  ],
  eyes: [
    ['eye-size', 'small', 'large', [['eye_L', 'scale', 0.14]]],
    [
      'eye-width',
      'narrow',
      'wide',
      [
        ['eye_outer_corner_L', 'shiftX', 3.9],
        ['eye_inner_corner_L', 'shiftX', -2.6],
      ],
    ],
    [
      'eye-opening',
      'narrow slit',
      'wide open',
      [
        ['eye_inner_upper_L', 'shiftY', 3.7],
        ['eye_outer_upper_L', 'shiftY', 3.7],
        ['eye_inner_lower_L', 'shiftY', -2.4],
        ['eye_outer_lower_L', 'shiftY', -2.4],
      ],
    ],
    ['eye-tilt', 'outer corners low', 'outer corners high', [['eye_L', 'turnZ', 0.24]]],
    ['eye-spacing', 'close', 'far apart', [['eye_L', 'shiftX', 3.2]]],
    ['eye-height', 'low', 'high', [['eye_L', 'shiftY', 2.9]]],
    ['eye-projection', 'deep-set', 'bulging', [['eye_L', 'shiftZ', 3.2]]],
    ['eye-outer-corner-height', 'low', 'high', [['eye_outer_corner_L', 'shiftY', 5.4]]],
    ['eye-inner-corner-height', 'low', 'high', [['eye_inner_corner_L', 'shiftY', 2.7]]],
    [
      'upper-lid-fullness',
      'deep',
      'hooded',
      [
        ['eyelid_outer_L', 'shiftZ', 2.9],
        ['eyelid_middle_L', 'shiftZ', 2.9],
        ['eyelid_inner_L', 'shiftZ', 2.3],
      ],
    ],
    ['under-eye-fullness', 'hollow', 'puffed', [['eye_hole_L', 'shiftZ', 2.7]]],
  ],
  nose: [
    ['nose-size', 'small', 'large', [['nose', 'scale', 0.21]]],
    [
      'nose-width',
      'narrow',
      'broad',
      [
        ['nose_wing_L', 'shiftX', 6.1],
        ['nose_hole_L', 'shiftX', 3.6],
      ],
    ],
    [
      'nose-length',
      'short',
      'long',
      [
        ['nose_tip', 'shiftY', -5.8],
        ['nose_bottom_L', 'shiftY', -5.8],
        ['nose_hole_L', 'shiftY', -5.3],
        ['nose_mid', 'shiftY', -4],
      ],
    ],
    [
      'nose-projection',
      'flat',
      'jutting',
      [
        ['nose_tip', 'shiftZ', 7.8],
        ['nose_mid', 'shiftZ', 5.2],
        ['nose_bottom_L', 'shiftZ', 4.3],
      ],
    ],
    ['nose-tip-height', 'hanging', 'turned up', [['nose_tip', 'shiftY', 6.5]]],
    [
      'nose-tip-size',
      'pointed',
      'bulbous',
      [
        ['nose_tip', 'scaleX', 0.63],
        ['nose_tip', 'scaleY', 0.42],
      ],
    ],
    ['nose-hump', 'scooped', 'humped', [['nose', 'shiftZ', 4.7]], ['nose']],
    ['nose-bridge-height', 'low', 'high', [['nose_bridge', 'shiftZ', 5.1]]],
    [
      'nose-bridge-width',
      'narrow',
      'broad',
      [
        ['nose_bridge', 'scaleX', 0.5],
        ['nose', 'scaleX', 0.43],
      ],
      ['nose'],
    ],
    ['nose-root-height', 'deep', 'high', [['nose_bridge_upper', 'shiftZ', 5.6]]],
    ['nose-wing-height', 'low', 'high', [['nose_wing_L', 'shiftY', 5.7]]],
    [
      'nose-bend',
      'to the right',
      'to the left',
      [
        ['nose_tip', 'shiftX', 4.9],
        ['nose_mid', 'shiftX', 3.3],
      ],
    ],
  ],
  cheeks: [
    ['cheekbone-width', 'narrow', 'broad', [['apple_outer_L', 'shiftX', 7.1]]],
    ['cheekbone-height', 'low', 'high', [['apple_outer_L', 'shiftY', 6.4]]],
    ['cheekbone-projection', 'flat', 'jutting', [['apple_center_L', 'shiftZ', 6.2]]],
    [
      'cheek-fullness',
      'hollow',
      'full',
      [
        ['cheek_L', 'shiftX', 8.4],
        ['apple_lower_L', 'shiftX', 6.3],
      ],
    ],
    ['mid-face-projection', 'sunken', 'full', [['apple_inner_L', 'shiftZ', 4.6]]],
  ],
  ears: [
    ['ear-size', 'small', 'large', [['ear_L', 'scale', 0.3]]],
    ['ear-stand-off', 'close to the head', 'standing off', [['ear_L', 'turnY', -0.51]]],
    ['ear-tilt', 'forwards', 'backwards', [['ear_L', 'turnX', -0.42]]],
    ['ear-height', 'low', 'high', [['ear_L', 'shiftY', 7.7]]],
    ['ear-position', 'to the back', 'to the front', [['ear_L', 'shiftZ', 6.4]]],
  ],
  mouth: [
    [
      'mouth-width',
      'narrow',
      'broad',
      [
        ['lip_corner_L', 'shiftX', 6.3],
        ['lip_upper_side_L', 'shiftX', 2],
        ['lip_lower_side_L', 'shiftX', 2],
      ],
    ],
    ['mouth-height', 'low', 'high', [['mouth', 'shiftY', 4.2]]],
    ['mouth-projection', 'drawn in', 'protruding', [['mouth', 'shiftZ', 4.6]]],
    ['mouth-corner-height', 'turned down', 'turned up', [['lip_corner_L', 'shiftY', 4.4]]],
    [
      'lip-upper-fullness',
      'thin',
      'full',
      [
        ['lip_upper_mid', 'shiftZ', 2.6],
        ['lip_upper_mid', 'shiftY', 2.3],
        ['lip_upper_side_L', 'shiftZ', 2.4],
        ['lip_upper_side_L', 'shiftY', 2.1],
      ],
    ],
    [
      'lip-lower-fullness',
      'thin',
      'full',
      [
        ['lip_lower_mid', 'shiftZ', 2.6],
        ['lip_lower_mid', 'shiftY', -2.3],
        ['lip_lower_side_L', 'shiftZ', 2.4],
        ['lip_lower_side_L', 'shiftY', -2.1],
      ],
    ],
    [
      'cupids-bow',
      'even',
      'drawn',
      [
        ['lip_upper_mid', 'shiftY', -3.7],
        ['lip_upper_side_L', 'shiftY', 2.8],
      ],
    ],
    [
      'overbite',
      'lower lip before',
      'upper lip before',
      [
        ['lip_lower_mid', 'shiftZ', -3.5],
        ['lip_lower_side_L', 'shiftZ', -3.1],
      ],
    ],
  ],
  jaw: [
    [
      'jaw-width',
      'narrow',
      'broad',
      [
        ['jaw_corner_L', 'shiftX', 8.1],
        ['jaw_L', 'shiftX', 5.4],
      ],
    ],
    ['jaw-corner-height', 'low', 'high', [['jaw_corner_L', 'shiftY', 7.5]]],
    [
      'jowl-fullness',
      'tight',
      'fleshy',
      [
        ['jaw_L', 'shiftY', -5.6],
        ['jaw_L', 'shiftX', 2.8],
      ],
    ],
    [
      'chin-length',
      'short',
      'long',
      [
        ['chin_low', 'shiftY', -9.5],
        ['chin_side_low_L', 'shiftY', -7.6],
        ['chin', 'shiftY', -5.7],
      ],
    ],
    [
      'chin-width',
      'pointed',
      'broad',
      [
        ['chin_side_low_L', 'shiftX', 6.9],
        ['chin_side_L', 'shiftX', 5.5],
      ],
    ],
    [
      'chin-projection',
      'receding',
      'jutting',
      [
        ['chin', 'shiftZ', 7.6],
        ['chin_low', 'shiftZ', 7.6],
        ['chin_side_L', 'shiftZ', 3.8],
      ],
    ],
  ],
  neck: [
    ['neck-width', 'slender', 'thick', [['neck_side_L', 'shiftX', 10]]],
    ['throat-fullness', 'hollow', 'full', [['neck_front', 'shiftZ', 8.4]]],
  ],
};

/** Every slider once, whole. */
export const SLIDER_DEFINITIONS: readonly SliderDefinition[] = (Object.keys(ROWS) as SliderGroup[]).flatMap((group) =>
  ROWS[group].map(([name, low, high, moves, alone = []]) => ({
    name,
    group,
    low,
    high,
    moves: moves.map(([bone, channel, amount]): BoneMove => ({ bone, channel, amount })),
    alone,
  })),
);

/** All sliders, the halves of those that have sides behind their whole. */
export const SLIDERS: readonly Slider[] = SLIDER_DEFINITIONS.flatMap(slidersOf);
