import { mean } from '../../../geometry/mean.ts';
import { browVertices } from '../../../head/cards/brow-vertices.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { onceAHead } from '../../../head/once-a-head.ts';
import { byteFromLinear, LINEAR_FROM_BYTE, luminance } from '../../../image/color.ts';
import type { ByteImage } from '../../../image/image.ts';
import type { Triple } from '../../../image/oklab.ts';
import { vertexMap } from '../../../render/texture/vertex-map.ts';

/** Places along a side of the texture that are looked at. */
const PLACES = 256;
/** Of the places under brows: those that show hairs more than the skin between them. */
const HAIR_SHARE = 0.25;
/** Lashes are darker than brows. */
const OF_BROWS = 0.35;
/** As they ship: the darkest, sRGB. */
const DARKEST: Triple = [42, 31, 25];

/** Where brows grow, places of a texture of {@link PLACES}. */
const browPlaces = onceAHead((head): readonly number[] => {
  const brows = browVertices(head);
  const map = vertexMap(head, PLACES, (v) => brows[v]);
  return Array.from(map.keys()).filter((i) => map[i] > 0.5);
});

/**
 * A person's lashes: as dark beside the darkest quarter of what brows grow on as dark people's are, and never darker than the shipped ones.
 * @param skin the painted skin @returns sRGB bytes
 */
export function lashColor(head: HeadModel, { width, height, data }: ByteImage): Triple {
  const at = (place: number, size: number): number => Math.floor(((place + 0.5) * size) / PLACES);
  const colors = browPlaces(head).map((i): Triple => {
    const k = 3 * (at(Math.floor(i / PLACES), height) * width + at(i % PLACES, width));
    return [LINEAR_FROM_BYTE[data[k]], LINEAR_FROM_BYTE[data[k + 1]], LINEAR_FROM_BYTE[data[k + 2]]];
  });
  const dark = colors
    .sort((a, b) => luminance(...a) - luminance(...b))
    .slice(0, Math.max(1, Math.floor(HAIR_SHARE * colors.length)));
  const own = (c: 0 | 1 | 2): number =>
    Math.max(DARKEST[c], byteFromLinear(OF_BROWS * mean(dark.map((color) => color[c]))));
  return [own(0), own(1), own(2)];
}
