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

/** Shares of hair, and of hair, skin and clothes as far as they are believed, in what views show at each texel, by how squarely they see it. */
export function texelVotes(
  memory: KernelMemory,
  { index, positions, normals, edge, skinTrust, clothesTrust }: HairTexels,
  pictures: readonly HairPicture[],
  seen: readonly TextureView[],
): CoverVotes {
  const mark = memory.mark();
  const places = memory.double(positions.length);
  places.set(positions);
  const hair = Float64Array.from(edge);
  for (let i = 0; i < hair.length; i++) hair[i] = RAY_WEIGHT * Math.max(0, Math.min(1, 0.5 + hair[i] / (2 * EDGE_MM)));
  const all = new Float64Array(index.length).fill(RAY_WEIGHT);
  // One room for all views: as garbage theirs would pile up.
  const most = Math.max(0, ...pictures.map(({ labels }) => labels.length));
  const rooms = COUNTED.map(() => singles(memory, most));
  const spare = singles(memory, most);
  const pixels = memory.double(places.length);
  pictures.forEach(({ camera, labels }, v) => {
    const { depth } = seen[v];
    const { width } = camera;
    const radius = Math.max(1, Math.round((BLUR_MM * camera.fx) / camera.translation[2]));
    const between = spare.subarray(0, labels.length);
    const [ofHair, ofSkin, ofClothes] = COUNTED.map((counts, c) =>
      classShare({ labels, width, radius }, counts, { share: rooms[c].subarray(0, labels.length), between }),
    );
    project(camera, places, pixels);
    const eye = cameraCentre(camera);
    for (let i = 0; i < index.length; i++) {
      const k = pixelAt(camera, pixels[3 * i], pixels[3 * i + 1]);
      if (k < 0 || pixels[3 * i + 2] > depth[k] + HIDDEN_MM) continue;
      const weight = Math.max(0, cosineTo(places, normals, i, eye)) ** 2;
      hair[i] += weight * ofHair[k];
      all[i] += weight * (ofHair[k] + skinTrust[i] * ofSkin[k] + clothesTrust[i] * ofClothes[k]);
    }
  });
  memory.release(mark);
  return { hair, all };
}
