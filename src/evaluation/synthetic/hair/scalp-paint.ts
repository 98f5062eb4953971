import { hairRegion } from '../../../head/anatomy/hair-region.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { LinearImage } from '../../../image/image.ts';
import type { Triple } from '../../../image/oklab.ts';
import { vertexMap } from '../../../render/texture/vertex-map.ts';
import type { Hairstyle } from './hairstyle.ts';

/** How dark a scalp is between its strands, of their colour, and how far it shows through. */
const BENEATH = 0.6;
const COVER = 0.9;

/** A skin whose scalp is as dark as hair in its own shadow: gaps between strands show no skin. */
export function paintScalp(head: HeadModel, skin: LinearImage, { color }: Hairstyle): LinearImage {
  const grown = hairRegion(head);
  return paintBeneath(head, skin, color, (v) => COVER * grown[v]);
}

/** A skin under hair of a colour. @param cover of a vertex, 0..1 */
export function paintBeneath(
  head: HeadModel,
  skin: LinearImage,
  color: Triple,
  cover: (vertex: number) => number,
): LinearImage {
  const share = vertexMap(head, skin.width, cover);
  const data = skin.data.map((value, i) => value + share[Math.floor(i / 3)] * (BENEATH * color[i % 3] - value));
  return { ...skin, data };
}
