/** Heads that the correction which ships was learnt from, and pictures of each. */
export const CORRECTION_PEOPLE = 6000;
export const CORRECTION_CROPS = 2;
