import type { WorkingView } from '../capture/working-view.ts';
import { type Camera, pixelsPerMm } from '../geometry/camera.ts';
import type { HeadModel } from '../head/head-model.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { compareGreys } from './cameras/compare-greys.ts';
import { cameraOfGrey, greyPicture } from './cameras/grey-picture.ts';
import { blendGreys } from './cameras/reference-skin.ts';
import { probeSkin, seenGreys } from './cameras/skin-in-picture.ts';
import { MIDDLE_GRID, skinPoints } from './cameras/skin-points.ts';
import type { GreyKind } from './evidence/pixels/log-grey.ts';

/** Matte greys are noisier: they are taken where views agree better in them by so much. */
const BETTER = 0.06;

/**
 * The grey in which views agree best about a head: each is held against the blend of the others. A lamp that goes along with the
 * camera, or a hard one, shines on other places of the skin in each photograph, which plain greys would take for the skin's own.
 * @param cameras of the working views @param positions [V, 3] mm
 */
export function tellingGrey(
  kernels: Kernels,
  head: HeadModel,
  views: readonly Pick<WorkingView, 'image' | 'mask'>[],
  { cameras, positions }: { readonly cameras: readonly Camera[]; readonly positions: Float64Array },
): GreyKind {
  if (views.length < 2) return 'grey';
  const points = skinPoints(head, MIDDLE_GRID);
  const { memory } = kernels;
  const mark = memory.mark();
  const skin = probeSkin(kernels, head, points, positions);
  const agreement = (kind: GreyKind): number => {
    const seen = views.map((view, v) => {
      const picture = greyPicture(view, pixelsPerMm(cameras[v]), kind);
      return seenGreys(kernels, skin, picture, cameraOfGrey(cameras[v], picture));
    });
    const compared = seen.map((own, v) =>
      compareGreys(
        points,
        own,
        blendGreys(
          seen.filter((_, o) => o !== v),
          points.count,
        ),
      ),
    );
    const weight = compared.reduce((sum, { shared }) => sum + shared, 0);
    return compared.reduce((sum, { score, shared }) => sum + shared * score, 0) / (weight || 1);
  };
  const [grey, matte] = [agreement('grey'), agreement('matte')];
  memory.release(mark);
  return matte - grey > BETTER ? 'matte' : 'grey';
}
