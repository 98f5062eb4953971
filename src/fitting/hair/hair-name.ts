/**
 * What a fit makes of hair: a shell around the skull with cards of strands over it, the shell alone, or none.
 * @example
 * import { HAIR_NAMES } from 'asm-fit';
 *
 * for (const hair of HAIR_NAMES) console.log(hair);
 */
export const HAIR_NAMES = ['cards', 'shell', 'none'] as const;
/** What becomes of hair that the photographs show. */
export type HairName = (typeof HAIR_NAMES)[number];
