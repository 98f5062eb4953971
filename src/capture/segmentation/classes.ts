/** What a pixel of a photograph shows, in the order of the network's outputs and of label images. */
export const SEGMENT_CLASSES = ['background', 'hair', 'body skin', 'face skin', 'clothes', 'other'] as const;
export type SegmentClass = (typeof SEGMENT_CLASSES)[number];

export const CLASS_COUNT = SEGMENT_CLASSES.length;

/** Indices of {@link SEGMENT_CLASSES}. Ears, beards and a bald scalp are face skin; glasses, hands' things and headgear are other. */
export const BACKGROUND = 0;
export const HAIR = 1;
export const BODY_SKIN = 2;
export const FACE_SKIN = 3;
export const CLOTHES = 4;
export const OTHER = 5;

/** How each class is drawn, and what stands for it in a label image: sRGB bytes. */
export const CLASS_COLORS: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [148, 73, 224],
  [247, 168, 60],
  [240, 98, 82],
  [56, 126, 245],
  [58, 190, 118],
];

export function isSkin(label: number): boolean {
  return label === BODY_SKIN || label === FACE_SKIN;
}
