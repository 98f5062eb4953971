import type { FaceTopology } from '../../../capture/detection/face-topology.ts';
import type { Random } from '../../../geometry/random.ts';
import type { MirrorCodes } from '../../mirror-codes.ts';
import { AUGMENTATION_NAMES, type AugmentationName } from './augmentation-names.ts';
import { augmentByCutout } from './cutout.ts';
import { type Augmentation, type FacePicture, onImage } from './face-picture.ts';
import { augmentByFixedGrid, augmentByGridMask } from './grid-mask.ts';
import { augmentByJpeg } from './jpeg.ts';
import { mirroredLandmarks, mirrorFace } from './mirror-face.ts';
import { augmentByGlasses, augmentByHair, augmentByHand, augmentByPatch } from './occluders.ts';
import { augmentByBlur, augmentByColor, augmentByNoise } from './sensor.ts';

/** How often each is done to a picture. */
const CHANCES: Readonly<Record<AugmentationName, number>> = {
  mirror: 0.5,
  hair: 0.15,
  glasses: 0.1,
  hand: 0.1,
  patch: 0.25,
  blur: 0.5,
  color: 1,
  noise: 0.7,
  jpeg: 0.4,
  cutout: 0.5,
  gridmask: 0.5,
  fixedgrid: 0.5,
};

/** All augmentations, of pictures of faces with these landmarks and codes. */
export type Augmentations = Readonly<Record<AugmentationName, Augmentation>>;

export function createAugmentations(topology: FaceTopology, mirrorCodes: MirrorCodes): Augmentations {
  const partners = mirroredLandmarks(topology);
  return {
    mirror: (face) => mirrorFace(face, partners, mirrorCodes),
    hair: augmentByHair,
    glasses: augmentByGlasses,
    hand: augmentByHand,
    patch: onImage(augmentByPatch),
    blur: onImage(augmentByBlur),
    color: onImage(augmentByColor),
    noise: onImage(augmentByNoise),
    jpeg: onImage(augmentByJpeg),
    cutout: onImage(augmentByCutout),
    gridmask: onImage(augmentByGridMask),
    fixedgrid: onImage(augmentByFixedGrid),
  };
}

/** Some of the augmentations, each as often as it should be, in their own order whatever the order of the names. */
export function augmentFace(
  augmentations: Augmentations,
  names: readonly AugmentationName[],
  face: FacePicture,
  random: Random,
): FacePicture {
  return AUGMENTATION_NAMES.filter((name) => names.includes(name)).reduce(
    (now, name) => (random.uniform() < CHANCES[name] ? augmentations[name](now, random) : now),
    face,
  );
}
