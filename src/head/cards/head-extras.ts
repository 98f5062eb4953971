import { CARD_NAMES } from './head-cards.ts';

/** What a head may wear beyond its parts: the eyes' clear corneas, and cards of hair. */
export const HEAD_EXTRAS = ['cornea', ...CARD_NAMES] as const;
export type HeadExtra = (typeof HEAD_EXTRAS)[number];
