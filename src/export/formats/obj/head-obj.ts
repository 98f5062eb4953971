import type { HeadModel } from '../../../head/head-model.ts';
import { headSurface } from '../../rig/head-surface.ts';
import { type ObjHair, withHairGroup } from './obj-hair.ts';
import { objText } from './obj-text.ts';

/** A head with all its parts as OBJ. @param positions [V, 3] mm */
export function headObj(head: HeadModel, positions: Float64Array, materials: string): string {
  return objText(headSurface(head, positions), materials);
}

/** The same with hair behind the head's vertices. @param hair around that head, mm */
export function hairyHeadObj(
  head: HeadModel,
  { positions, hair }: { readonly positions: Float64Array; readonly hair: ObjHair },
  materials: string,
): string {
  return objText(withHairGroup(headSurface(head, positions), hair), materials);
}
