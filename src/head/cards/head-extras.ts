import { CARD_NAMES } from './head-cards.ts';

/** What a head may wear beyond its parts: the eyes' clear corneas, the shade of the lids on them, and cards of hair. */
export const HEAD_EXTRAS = ['cornea', 'eye_occlusion', ...CARD_NAMES] as const;
export type HeadExtra = (typeof HEAD_EXTRAS)[number];
