/**
 * What fills skin that no photograph shows.
 * @example
 * import { COMPLETION_NAMES } from 'asm-fit';
 *
 * console.log(COMPLETION_NAMES.join(', '));
 */
export const COMPLETION_NAMES = ['albedo', 'gan', 'none'] as const;
/** The albedo model with a smooth continuation, a network's detail on top of it, or nothing but a mean tone. */
export type CompletionName = (typeof COMPLETION_NAMES)[number];
