import { beforeAll, describe, expect, it } from 'vitest';
import { createMorphableDecoder } from '../../../../src/deca/decode/morphable-decoder.ts';
import { AUGMENTATION_NAMES } from '../../../../src/deca/training/augmentation/augmentation-names.ts';
import {
  createSceneSampler,
  type SceneRequest,
  type TrainingScene,
} from '../../../../src/deca/training/scenes/training-scenes.ts';
import { loadWardrobe } from '../../../../src/deca/training/scenes/wardrobe.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';

const head = loadBundledHead();
let sample: (request: SceneRequest) => TrainingScene[];
const request: SceneRequest = { seed: 11, crops: 2, augmentations: [], alignment: 'landmarks' };

beforeAll(async () => {
  sample = createSceneSampler(openKernels(1), createMorphableDecoder(head), await loadWardrobe(head, null));
});

describe('training scenes', () => {
  it('show the same head in the same place, whatever is done to its pictures', () => {
    const plain = sample(request);
    const augmented = sample({ ...request, augmentations: AUGMENTATION_NAMES.filter((name) => name !== 'mirror') });
    expect(augmented.map(({ codes, landmarks }) => ({ codes, landmarks }))).toEqual(
      plain.map(({ codes, landmarks }) => ({ codes, landmarks })),
    );
    for (const [k, { crop }] of plain.entries()) expect(Buffer.compare(crop, augmented[k].crop)).not.toBe(0);
  });

  it('are the same for a seed, and no two crops alike', () => {
    const named: SceneRequest = { ...request, augmentations: AUGMENTATION_NAMES };
    const [first, second] = [sample(named), sample(named)];
    first.forEach((scene, k) => {
      expect(Buffer.compare(scene.crop, second[k].crop)).toBe(0);
      expect(scene.codes).toEqual(second[k].codes);
    });
    expect(Buffer.compare(first[0].crop, first[1].crop)).not.toBe(0);
  });

  it('are level by their landmarks, or turned as the photograph is', () => {
    const tilt = ({ landmarks }: TrainingScene): number =>
      Math.abs(Math.atan2(landmarks[2 * 263 + 1] - landmarks[2 * 33 + 1], landmarks[2 * 263] - landmarks[2 * 33]));
    const total = (alignment: SceneRequest['alignment']): number =>
      [21, 22, 23, 24].flatMap((seed) => sample({ ...request, seed, alignment })).reduce((sum, s) => sum + tilt(s), 0);
    expect(total('landmarks')).toBeLessThan(0.8 * total('none'));
  });
});
