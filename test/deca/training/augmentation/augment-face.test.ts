import { describe, expect, it } from 'vitest';
import { loadFaceTopology } from '../../../../src/capture/detection/face-topology.ts';
import { createMorphableDecoder, decodeNeutral } from '../../../../src/deca/decode/morphable-decoder.ts';
import { createMirrorCodes } from '../../../../src/deca/mirror-codes.ts';
import { augmentFace, createAugmentations } from '../../../../src/deca/training/augmentation/augment-face.ts';
import {
  AUGMENTATION_NAMES,
  type AugmentationName,
} from '../../../../src/deca/training/augmentation/augmentation-names.ts';
import type { FacePicture } from '../../../../src/deca/training/augmentation/face-picture.ts';
import { throughJpeg } from '../../../../src/deca/training/augmentation/jpeg.ts';
import { mirroredLandmarks } from '../../../../src/deca/training/augmentation/mirror-face.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints, regionVertices } from '../../../../src/head/head-model.ts';
import type { LinearImage } from '../../../../src/image/image.ts';
import { expectClose } from '../../../helpers/close.ts';

const SIDE = 64;
const head = loadBundledHead();
const decoder = createMorphableDecoder(head);
const topology = loadFaceTopology();
const augmentations = createAugmentations(topology, createMirrorCodes(decoder));
const { sizes } = decoder;

/** Landmarks of the mean head, level, in the middle of a picture of soft colours. */
function picture(seed: number): FacePicture {
  const random = createRandom(seed);
  const phases = Array.from({ length: 6 }, () => 3 * random.uniform());
  const data = Float32Array.from({ length: 3 * SIDE * SIDE }, (_, k) => {
    const [c, x, y] = [k % 3, Math.floor(k / 3) % SIDE, Math.floor(k / 3 / SIDE)];
    return 0.4 + 0.15 * Math.sin(x / 9 + phases[c]) + 0.15 * Math.sin(y / 7 + phases[3 + c]);
  });
  const points = [
    ...embeddedPoints(head.embeddings.mediapipe468, head.template),
    ...embeddedPoints(head.embeddings.ibug68, head.template),
  ];
  const landmarks = new Float64Array((2 * points.length) / 3);
  for (let l = 0; l < points.length / 3; l++)
    landmarks.set([SIDE / 2 + points[3 * l] / 4, SIDE / 2 - points[3 * l + 1] / 4], 2 * l);
  const normals = (count: number) => Float64Array.from({ length: count }, () => 0.5 * random.normal());
  return {
    image: { width: SIDE, height: SIDE, channels: 3, data },
    landmarks,
    codes: {
      shape: normals(sizes.shape),
      albedo: normals(sizes.albedo),
      expression: normals(sizes.expression).map(Math.abs),
      headPose: normals(3),
      jawPose: normals(3),
      camera: normals(3),
      light: normals(27),
    },
  };
}

const meanDifference = (a: LinearImage, b: LinearImage): number =>
  a.data.reduce((sum, x, i) => sum + Math.abs(x - b.data[i]), 0) / a.data.length;

describe.each(AUGMENTATION_NAMES)('augmentation %s', (name) => {
  it('is a function of the picture and the seed, and changes nothing that it is given', () => {
    const face = picture(1);
    const results = [1, 1, 2, 3, 4].map((seed) => augmentations[name](face, createRandom(seed)));
    expect(results[0]).toEqual(results[1]);
    expect(face).toEqual(picture(1));
    if (name !== 'mirror' && name !== 'fixedgrid')
      expect(results.slice(2).some((result) => meanDifference(result.image, results[0].image) > 0)).toBe(true);
  });

  it('changes the picture, keeps its size, and stays light that can be', () => {
    const face = picture(2);
    const differences = [1, 2, 3, 4, 5].map((seed) => {
      const { image } = augmentations[name](face, createRandom(seed));
      expect([image.width, image.height, image.data.length]).toEqual([SIDE, SIDE, 3 * SIDE * SIDE]);
      expect(image.data.every((x) => x >= 0 && x <= 1)).toBe(true);
      return meanDifference(image, face.image);
    });
    expect(Math.max(...differences)).toBeGreaterThan(1e-4);
  });

  it.runIf(name !== 'mirror')('leaves landmarks and codes as they are', () => {
    const face = picture(3);
    const { landmarks, codes } = augmentations[name](face, createRandom(3));
    expect({ landmarks, codes }).toEqual({ landmarks: face.landmarks, codes: face.codes });
  });
});

describe('the mirror', () => {
  const mirror = (face: FacePicture) => augmentations.mirror(face, createRandom(1));

  it('twice is the picture, its landmarks and its codes once more', () => {
    const face = picture(4);
    const twice = mirror(mirror(face));
    expect(twice.image).toEqual(face.image);
    expectClose(twice.landmarks, face.landmarks, { atol: 1e-9 });
    for (const name of ['albedo', 'expression', 'headPose', 'jawPose', 'camera', 'light'] as const)
      expect(twice.codes[name]).toEqual(face.codes[name]);
    // Shape modes have no exact mirror images: the face returns by least squares, to tenths of a millimetre of several.
    const [once, again] = [face, twice].map(({ codes }) => decodeNeutral(decoder, codes.shape));
    const skin = regionVertices(head, 'face');
    const rms = (other: Float64Array): number =>
      Math.sqrt(
        skin.reduce((sum, v) => sum + [0, 1, 2].reduce((s, k) => s + (once[3 * v + k] - other[3 * v + k]) ** 2, 0), 0) /
          skin.length,
      );
    expect(rms(again)).toBeLessThan(0.3);
    expect(rms(head.template)).toBeGreaterThan(1);
  });

  it('pairs landmarks with those on the other side: a level mean head keeps its places', () => {
    const face = picture(5);
    const partners = mirroredLandmarks(topology);
    partners.forEach((partner, l) => {
      expect(partners[partner]).toBe(l);
    });
    const { landmarks } = mirror(face);
    const misses = Array.from({ length: 536 }, (_, l) =>
      Math.hypot(landmarks[2 * l] - face.landmarks[2 * l], landmarks[2 * l + 1] - face.landmarks[2 * l + 1]),
    );
    // A pixel is 4 mm of the head.
    expect(Math.max(...misses)).toBeLessThan(1);
  });
});

describe('some of the augmentations', () => {
  it('come in their own order, whatever the order of the names; none leave the picture', () => {
    const face = picture(6);
    const given: AugmentationName[] = ['cutout', 'color', 'mirror'];
    const augment = (names: readonly AugmentationName[], seed: number) =>
      augmentFace(augmentations, names, face, createRandom(seed));
    for (const seed of [1, 2, 3]) expect(augment(given, seed)).toEqual(augment(given.toReversed(), seed));
    expect(augment([], 1)).toBe(face);
  });

  it('are done by their chances: half of the pictures are mirrored', () => {
    const face = picture(7);
    const random = createRandom(8);
    const mirrored = Array.from({ length: 200 }, () => augmentFace(augmentations, ['mirror'], face, random)).filter(
      ({ codes }) => codes.camera[1] !== face.codes.camera[1],
    ).length;
    expect(Math.abs(mirrored - 100)).toBeLessThan(25);
  });
});

describe('JPEG', () => {
  it('loses less at higher quality, next to nothing at the highest', () => {
    const { image } = picture(9);
    const random = createRandom(10);
    const rough = { ...image, data: image.data.map((x) => Math.min(1, Math.max(0, x + 0.1 * random.normal()))) };
    const losses = [10, 30, 50, 75, 90, 100].map((quality) => meanDifference(throughJpeg(rough, quality), rough));
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(losses[5]).toBeLessThan(0.01);
    expect(losses[0]).toBeGreaterThan(0.03);
  });

  it('keeps one colour, and takes pictures whose sides are no multiples of 8', () => {
    const image = { width: 11, height: 5, channels: 3, data: new Float32Array(165).fill(0.3) };
    expectClose(throughJpeg(image, 50).data, image.data, { atol: 0.03 });
  });
});
