/** Heads that the identity which ships was learnt from, and pictures of each. */
export const IDENTITY_PEOPLE = 3000;
export const IDENTITY_CROPS = 2;
