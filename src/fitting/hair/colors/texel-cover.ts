import { CLOTHES, HAIR, isSkin } from '../../../capture/segmentation/classes.ts';
import { cameraCentre, project } from '../../../geometry/camera.ts';
import { cosineTo } from '../../../geometry/vector3.ts';
import { type KernelMemory, singles } from '../../../kernels/kernel.ts';
import type { TextureView } from '../../../render/texture/texture-views.ts';
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
  (label) => label === HAIR || isSkin(label),
  (label) => label === CLOTHES,
];

/** What the cover by rays says of each texel, before any view. */
export function rayVotes({ index, edge }: HairTexels): CoverVotes {
  const hair = Float64Array.from(edge);
  for (let i = 0; i < hair.length; i++) hair[i] = RAY_WEIGHT * Math.max(0, Math.min(1, 0.5 + hair[i] / (2 * EDGE_MM)));
  return { hair, all: new Float64Array(index.length).fill(RAY_WEIGHT) };
}

/** The pixel that shows each texel [N]; -1 where none does. @param view with depths of the nearest surface [h, w] mm */
export function texelPixels(
  memory: KernelMemory,
  { index, positions }: HairTexels,
  { camera, depth }: Pick<TextureView, 'camera' | 'depth'>,
): Int32Array {
  const mark = memory.mark();
  const places = project(camera, positions, memory.double(positions.length));
  const out = new Int32Array(index.length);
  for (let i = 0; i < out.length; i++) {
    const k = pixelAt(camera, places[3 * i], places[3 * i + 1]);
    out[i] = k < 0 || places[3 * i + 2] > depth[k] + HIDDEN_MM ? -1 : k;
  }
  memory.release(mark);
  return out;
}

/** What a photograph shows of each texel. */
interface SeenPicture extends Pick<HairPicture, 'camera' | 'labels'> {
  /** {@link HairMatte.cover} [h, w] */
  readonly cover: Float32Array;
  /** As {@link texelPixels} has them [N]. */
  readonly pixels: Int32Array;
}

/** Adds shares of hair, and of hair, skin and clothes as far as they are believed, in what a view shows at each texel, by how squarely it sees it. */
export function addVotes(
  memory: KernelMemory,
  { index, positions, normals, skinTrust, clothesTrust }: HairTexels,
  { camera, labels, cover, pixels }: SeenPicture,
  { hair, all }: CoverVotes,
): void {
  const mark = memory.mark();
  const between = singles(memory, labels.length);
  const { width } = camera;
  const radius = Math.max(1, Math.round((BLUR_MM * camera.fx) / camera.translation[2]));
  const [ofHead, ofClothes] = COUNTED.map((counts) =>
    classShare({ labels, width, radius }, counts, { share: singles(memory, labels.length), between }),
  );
  const eye = cameraCentre(camera);
  for (let i = 0; i < index.length; i++) {
    const k = pixels[i];
    if (k < 0) continue;
    const weight = Math.max(0, cosineTo(positions, normals, i, eye)) ** 2;
    // Around ears pixels of their skin lie beside hair behind them: its class says more than what they have in common.
    const own = skinTrust[i] * cover[k] + (1 - skinTrust[i]) * (labels[k] === HAIR ? 1 : 0);
    const ofHair = ofHead[k] * own;
    const ofSkin = ofHead[k] - ofHair;
    hair[i] += weight * ofHair;
    all[i] += weight * (ofHair + skinTrust[i] * ofSkin + clothesTrust[i] * ofClothes[k]);
  }
  memory.release(mark);
}
