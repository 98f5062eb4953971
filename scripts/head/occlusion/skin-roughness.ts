import { vertexNeighbours } from '../../../src/geometry/mesh/mesh.ts';
import { embeddedPoints, type HeadModel, type RegionName } from '../../../src/head/head-model.ts';

/**
 * Roughness (glTF's: the root of GGX's alpha) by region, the last that holds a vertex counting; of the lips, what lies within
 * their red. Which regions shine more
 * follows the skin reflectances measured by Weyrich et al. (Analysis of human faces using a measurement-based skin
 * reflectance model, 2006): nose, forehead and lips have the sharpest highlights, cheeks less, neck and ears the least. How much is set by
 * eye within what renderers of skin use (Jimenez et al., Separable subsurface scattering, 2015: 0.3 wet to 0.6 dry); mouth
 * and sockets are wet.
 */
const OF_REGION: readonly (readonly [region: RegionName, roughness: number])[] = [
  ['face', 0.5],
  ['jaw', 0.5],
  ['neck', 0.6],
  ['ears', 0.55],
  ['lids', 0.47],
  ['nose', 0.45],
  ['sockets', 0.35],
  ['lips', 0.35],
  ['mouth', 0.3],
];
const SCALP = 0.6;
const FOREHEAD = 0.45;
/** Steps to neighbours over which regions run into each other. */
const BLUR = 3;
/** iBUG's points of the brows, and of the lips' outline. */
const BROWS = [17, 18, 19, 20, 21, 22, 23, 24, 25, 26];
const LIPS = [48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59];

/** Roughness of the skin's vertices [skin vertices] in 0..1. */
export function skinRoughness(head: HeadModel): Float64Array {
  const [skin] = head.parts;
  const { regions, template } = head;
  const points = embeddedPoints(head.embeddings.ibug68, template);
  const forehead = Math.max(...BROWS.map((l) => points[3 * l + 1]));
  const outline = LIPS.map((l) => [points[3 * l], points[3 * l + 1]] as const);
  const red = (v: number): boolean => isInside(outline, template[3 * v], template[3 * v + 1]);
  let values = Float64Array.from({ length: skin.vertexCount }, (_, v) => {
    if (regions.face[v] === 1 && template[3 * v + 1] > forehead) return FOREHEAD;
    const held = OF_REGION.filter(([region]) => regions[region][v] === 1 && (region !== 'lips' || red(v)));
    return held.length > 0 ? held[held.length - 1][1] : SCALP;
  });
  const neighbours = vertexNeighbours(skin.vertexCount, head.quads.subarray(0, 4 * skin.quadCount), 4);
  for (let step = 0; step < BLUR; step++) {
    const before = values;
    values = before.map((own, v) => {
      let sum = own;
      for (const n of neighbours[v]) sum += before[n];
      return sum / (1 + neighbours[v].length);
    });
  }
  return values;
}

/** Whether a closed outline goes round a point, by the edges to the right of it. */
function isInside(outline: readonly (readonly [x: number, y: number])[], x: number, y: number): boolean {
  let inside = false;
  outline.forEach(([ax, ay], i) => {
    const [bx, by] = outline[(i + 1) % outline.length];
    if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) inside = !inside;
  });
  return inside;
}
