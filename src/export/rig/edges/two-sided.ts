import type { RigTexture } from '../rigged-head.ts';

/** Whether a surface is seen from both sides: what is cut out, strands, and what has a soft edge. */
export function isTwoSided({ alpha }: Pick<RigTexture, 'alpha'>): boolean {
  return alpha !== undefined && alpha !== 'blend';
}
