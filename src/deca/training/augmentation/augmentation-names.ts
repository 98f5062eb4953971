/** What can be done to a training picture, in the order in which it is done. */
export const AUGMENTATION_NAMES = [
  'mirror',
  'hair',
  'glasses',
  'hand',
  'patch',
  'blur',
  'color',
  'noise',
  'jpeg',
  'cutout',
  'gridmask',
  'fixedgrid',
] as const;
export type AugmentationName = (typeof AUGMENTATION_NAMES)[number];

/** With which the encoder that ships was trained. */
export const DEFAULT_AUGMENTATIONS: readonly AugmentationName[] = [
  'hair',
  'glasses',
  'hand',
  'patch',
  'blur',
  'color',
  'noise',
];

/**
 * How a face's crop is cut: by the similarity that brings its landmarks level and to one size, as the encoder's own crops
 * are, or upright with the photograph, however the head is turned.
 */
export const ALIGNMENTS = ['landmarks', 'none'] as const;
export type Alignment = (typeof ALIGNMENTS)[number];
