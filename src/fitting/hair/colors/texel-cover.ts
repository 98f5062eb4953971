import { CLOTHES, HAIR, isSkin } from '../../../capture/segmentation/classes.ts';
import { cameraCentre, project } from '../../../geometry/camera.ts';
import { type KernelMemory, singles } from '../../../kernels/kernel.ts';
import type { TextureView } from '../../../render/texture/texture-views.ts';
import { cosineTo } from '../cover/hair-cover.ts';
import { type HairPicture, pixelAt } from '../hair-view.ts';
import { classShare } from './class-share.ts';
import type { HairTexels } from './hair-texels.ts';

/** What says at each texel whether hair is there [N]: hair / all is its cover, all how well that is seen. */
export interface CoverVotes {
  readonly hair: Float64Array;
  readonly all: Float64Array;
}

/** Farther behind the nearest surface than this a texel is hidden, mm. */
const HIDDEN_MM = 3;
/** What the cover by rays counts for beside what texels show. */
const RAY_WEIGHT = 0.05;
/** Width to either side of the hair's edge by rays over which strands end, and of an edge that pixels show, mm. */
const EDGE_MM = 10;
const BLUR_MM = 1;

/** Classes that hair is weighed among. */
const COUNTED: readonly ((label: number) => boolean)[] = [
  (label) => label === HAIR,
  isSkin,
  (label) => label === CLOTHES,
];

/** What the cover by rays says of each texel, before any view. */
export function rayVotes({ index, edge }: HairTexels): CoverVotes {
  const hair = Float64Array.from(edge);
  for (let i = 0; i < hair.length; i++) hair[i] = RAY_WEIGHT * Math.max(0, Math.min(1, 0.5 + hair[i] / (2 * EDGE_MM)));
  return { hair, all: new Float64Array(index.length).fill(RAY_WEIGHT) };
}

/** What a photograph shows, and depths of the nearest surface in it [h, w] mm. */
type SeenPicture = Pick<HairPicture, 'camera' | 'labels'> & Pick<TextureView, 'depth'>;

/** Adds shares of hair, and of hair, skin and clothes as far as they are believed, in what a view shows at each texel, by how squarely it sees it. */
export function addVotes(
  memory: KernelMemory,
  { index, positions, normals, skinTrust, clothesTrust }: HairTexels,
  { camera, labels, depth }: SeenPicture,
  { hair, all }: CoverVotes,
): void {
  const mark = memory.mark();
  const between = singles(memory, labels.length);
  const { width } = camera;
  const radius = Math.max(1, Math.round((BLUR_MM * camera.fx) / camera.translation[2]));
  const [ofHair, ofSkin, ofClothes] = COUNTED.map((counts) =>
    classShare({ labels, width, radius }, counts, { share: singles(memory, labels.length), between }),
  );
  const pixels = project(camera, positions, memory.double(positions.length));
  const eye = cameraCentre(camera);
  for (let i = 0; i < index.length; i++) {
    const k = pixelAt(camera, pixels[3 * i], pixels[3 * i + 1]);
    if (k < 0 || pixels[3 * i + 2] > depth[k] + HIDDEN_MM) continue;
    const weight = Math.max(0, cosineTo(positions, normals, i, eye)) ** 2;
    hair[i] += weight * ofHair[k];
    all[i] += weight * (ofHair[k] + skinTrust[i] * ofSkin[k] + clothesTrust[i] * ofClothes[k]);
  }
  memory.release(mark);
}
