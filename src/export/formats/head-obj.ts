import type { HeadModel } from '../../head/head-model.ts';
import { headSurface } from '../rig/head-surface.ts';
import { objText } from './obj.ts';

/** A head with all its parts as OBJ. @param positions [V, 3] mm */
export function headObj(head: HeadModel, positions: Float64Array, materials: string): string {
  return objText(headSurface(head, positions), materials);
}
