import { HAIR } from '../../../capture/segmentation/classes.ts';
import { type ByteImage, byteImage } from '../../../image/image.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import { addUnlit, observeTexels, textureViews } from '../../../render/texture/texture-views.ts';
import type { HairMesh } from '../hair-mesh.ts';
import type { HairPicture } from '../hair-view.ts';
import type { HeadRadius } from '../head-radius.ts';
import { fillHair } from './fill-hair.ts';
import { hairOpacity } from './hair-opacity.ts';
import { hairTexels } from './hair-texels.ts';
import { smoothCover } from './smooth-cover.ts';
import { addVotes, rayVotes } from './texel-cover.ts';

/** Colours of hair, and how far it covers what is behind. */
export interface HairTexture {
  readonly color: ByteImage;
  /** [size, size] 0 where there is none */
  readonly opacity: Uint8Array;
}

/** What hair is painted from. */
export interface HairPainting {
  readonly mesh: HairMesh;
  readonly skin: Pick<HeadRadius, 'positions' | 'triangles'>;
  readonly pictures: readonly HairPicture[];
  /** SH lighting of each picture [9, 3]. */
  readonly lights: readonly ArrayLike<number>[];
}

/**
 * Paints hair from the photographs' pixels of hair, without their light; what none shows from the head's other side and from the
 * hair around it, with strands of its own. It ends where the photographs' hair ends, frayed.
 * @param size of the texture, texels along a side
 */
export function paintHair(kernels: Kernels, painting: HairPainting, size: number): HairTexture {
  const { mesh, skin, pictures, lights } = painting;
  const { memory } = kernels;
  const mark = memory.mark();
  const texels = hairTexels(memory, mesh, size);
  const first = skin.positions.length / 3;
  const positions = new Float64Array(skin.positions.length + mesh.positions.length);
  positions.set(skin.positions);
  positions.set(mesh.positions, skin.positions.length);
  const triangles = new Uint32Array(skin.triangles.length + mesh.triangles.length);
  triangles.set(skin.triangles);
  triangles.set(
    mesh.triangles.map((v) => v + first),
    skin.triangles.length,
  );
  const sum = memory.real(4 * texels.index.length);
  const observed = memory.real(4 * texels.index.length);
  const votes = rayVotes(texels);
  // As many views at a time as threads share: depths of all are what a fit's memory would peak at.
  const { threads } = kernels.backend;
  for (let start = 0; start < pictures.length; start += threads) {
    const viewMark = memory.mark();
    const some = pictures.slice(start, start + threads);
    const views = some.map(({ image, labels, camera }) => ({
      image,
      camera,
      labels: null,
      mask: hairPixels(labels, camera.width),
    }));
    textureViews(kernels, positions, triangles, views).forEach((view, v) => {
      observeTexels(kernels, view, texels, observed);
      addUnlit(kernels, texels, lights[start + v], { observed, sum });
      addVotes(memory, texels, { ...some[v], depth: view.depth }, votes);
    });
    memory.release(viewMark);
  }
  const cover = smoothCover(texels, votes);
  const out = {
    color: byteImage(fillHair(memory, texels, sum)),
    opacity: hairOpacity(texels, cover, mesh.cutY),
  };
  memory.release(mark);
  return out;
}

/** Pixels of hair whose neighbours {@link EDGE} pixels around are hair: at its edge colours are mixed. @returns [h, w] of 0 and 1 */
function hairPixels(labels: Uint8Array, width: number): Uint8Array {
  const hair = new Uint8Array(labels.length);
  for (let k = 0; k < hair.length; k++) hair[k] = labels[k] === HAIR ? 1 : 0;
  return inside(inside(hair, 1), width);
}

/** What is 1 with {@link EDGE} places before it and after it. */
function inside(from: Uint8Array, step: number): Uint8Array {
  const out = new Uint8Array(from.length);
  for (let k = EDGE * step; k < out.length - EDGE * step; k++) {
    let all = from[k];
    for (let d = step; d <= EDGE * step; d += step) all &= from[k - d] & from[k + d];
    out[k] = all;
  }
  return out;
}

const EDGE = 2;
