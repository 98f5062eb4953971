import { CAUCHY } from '../solvers/robust-kernel.ts';
import type { PriorRow } from './prior-rows.ts';

/**
 * What views' expressions move bones by: L = sum log(1 + (tau/s)^2)/2, views differ only where the photographs insist.
 * @param scaleMm s
 */
export function translationPriorRows(translations: Float64Array, scaleMm: number): PriorRow[] {
  return Array.from(translations, (offset, parameter) => ({ parameter, offset, sigma: scaleMm, kernel: CAUCHY }));
}
