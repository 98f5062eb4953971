/**
 * What a fit makes of hair: none, or a shell around the skull.
 * @example
 * import { HAIR_NAMES } from 'asm-fit';
 *
 * for (const hair of HAIR_NAMES) console.log(hair);
 */
export const HAIR_NAMES = ['shell', 'none'] as const;
/** What becomes of hair that the photographs show. */
export type HairName = (typeof HAIR_NAMES)[number];
