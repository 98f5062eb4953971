import { type ByteImage, byteImage } from '../../../image/image.ts';
import type { Kernels, RealArray } from '../../../kernels/kernel.ts';
import { lightTint } from '../../../render/light/sh-lighting.ts';
import { LEVEL_STRIDE, levelGains, type ViewLevel } from '../../../render/texture/blend/level-views.ts';
import { SURE_WEIGHT, someTexels } from '../../../render/texture/texels.ts';
import { type TextureView, textureViews } from '../../../render/texture/texture-views.ts';
import type { HairMesh } from '../hair-mesh.ts';
import type { HairPicture } from '../hair-view.ts';
import type { HeadRadius } from '../head-radius.ts';
import { addSeen } from './add-seen.ts';
import { addEdge, withMixed } from './edge-colors.ts';
import { fillHair } from './fill-hair.ts';
import { hairMatte } from './hair-matte.ts';
import { hairOpacity } from './hair-opacity.ts';
import { type HairPixels, hairPixels } from './hair-pixels.ts';
import { type HairTexels, hairTexels } from './hair-texels.ts';
import { smoothCover } from './smooth-cover.ts';
import { addVotes, rayVotes, texelPixels } from './texel-cover.ts';

/** Colours of hair, and how far it covers what is behind. */
export interface HairTexture {
  readonly color: ByteImage;
  /** [size, size] 0 where there is none */
  readonly opacity: Uint8Array;
  /** How surely photographs show it [size, size] 0..255. */
  readonly seen: Uint8Array;
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
  const mattes = pictures.map(hairMatte);
  const paints = pictures.map(({ labels, camera }, v) => hairPixels(labels, mattes[v], camera.width));
  const seen: SeenHair = { ...painting, skin: { positions, triangles }, paints };
  const levels = pictures.length > 1 ? hairLevels(kernels, seen, texels) : null;
  const sum = memory.real(4 * texels.index.length);
  const mixed = memory.real(4 * texels.index.length);
  const votes = rayVotes(texels);
  forEachView(kernels, seen, (view, v) => {
    const shown = { light: lights[v], level: levels === null ? null : levels[v] };
    addSeen(kernels, view, texels, { ...shown, sum });
    const pixels = texelPixels(memory, texels, view);
    const { labels, camera } = pictures[v];
    addEdge(kernels, texels, { ...shown, view, paints: paints[v].mixed, pixels, matte: mattes[v] }, mixed);
    addVotes(memory, texels, { labels, camera, pixels, cover: mattes[v].cover }, votes);
  });
  const cover = smoothCover(texels, votes);
  const out = {
    color: byteImage(
      withMixed(fillHair(memory, texels, sum, lightTint(lights)), texels, { own: sum, mixed, shown: cover.shown }),
    ),
    opacity: hairOpacity(texels, cover, mesh.cutY),
    seen: sureness(texels, sum),
  };
  memory.release(mark);
  return out;
}

/** @param sum colours times weights, and weights [N, 4] */
function sureness({ size, index }: HairTexels, sum: RealArray): Uint8Array {
  const out = new Uint8Array(size * size);
  for (let i = 0; i < index.length; i++) out[index[i]] = Math.round(255 * Math.min(1, sum[4 * i + 3] / SURE_WEIGHT));
  return out;
}

/** What hides hair [V, 3] mm: head and hair as one mesh. */
type SeenHair = Pick<HairPainting, 'skin' | 'pictures' | 'lights'> & { readonly paints: readonly HairPixels[] };

/** As many views at a time as threads share: depths of all are what a fit's memory would peak at. */
function forEachView(
  kernels: Kernels,
  { skin, pictures, paints }: SeenHair,
  use: (view: TextureView, index: number) => void,
): void {
  const { memory } = kernels;
  const { threads } = kernels.backend;
  for (let start = 0; start < pictures.length; start += threads) {
    const mark = memory.mark();
    const views = pictures.slice(start, start + threads).map(({ image, camera }, v) => ({
      image,
      camera,
      labels: null,
      mask: paints[start + v].own,
    }));
    textureViews(kernels, skin.positions, skin.triangles, views).forEach((view, v) => {
      use(view, start + v);
    });
    memory.release(mark);
  }
}

/** Largest log ratio between a view's hair and what all show: tones of photographs from different years, and light that skin knows nothing of. */
const MAX_LEVEL = 1.2;

/** What brings the hair of several views to one level. */
function hairLevels(kernels: Kernels, seen: SeenHair, texels: HairTexels): ViewLevel[] {
  const { memory } = kernels;
  const mark = memory.mark();
  const some = someTexels(memory, texels, LEVEL_STRIDE);
  const lanes = seen.pictures.map(() => memory.real(4 * some.index.length));
  forEachView(kernels, seen, (view, v) => {
    addSeen(kernels, view, some, { light: seen.lights[v], level: null, sum: lanes[v] });
  });
  const levels = levelGains(some, lanes, MAX_LEVEL).map((gain) => ({ gain, kept: null }));
  memory.release(mark);
  return levels;
}
