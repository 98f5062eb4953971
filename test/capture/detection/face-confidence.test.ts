import { join } from 'node:path';
import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createLandmarkDetector } from '../../../src/capture/detection/detect-landmarks.ts';
import { PERSON_CONFIDENCE } from '../../../src/capture/detection/person-check.ts';
import { DEMO } from '../../helpers/folders.ts';
import { cartoonSharp } from '../../helpers/pictures/cartoon.ts';

// In all views of the real captures: test/programs/real-faces.test.ts.
describe('the confidence in a face', async () => {
  const detector = await createLandmarkDetector();
  const confidenceIn = async (picture: Sharp): Promise<number | undefined> => {
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
    return (await detector.detect({ width: info.width, height: info.height, data }))?.detectorConfidence;
  };
  const front = () => sharp(join(DEMO, 'views', '00.jpg'));

  it('is high for a person', async () => {
    expect(await confidenceIn(front())).toBeGreaterThan(0.85);
  });

  it.each<[string, Sharp]>([
    ['dark', front().linear(0.15, 0)],
    ['red', front().linear([1, 0.35, 0.3], [0, 0, 0])],
    ['hazy', front().linear(0.4, 150)],
    ['blurred', front().blur(5)],
    ['small', front().resize(96)],
    ['mirrored', front().flop()],
    ['turned', sharp(join(DEMO, 'views', '03.jpg'))],
  ])('stays one of a person in a %s picture', async (_, picture) => {
    expect(await confidenceIn(picture)).toBeGreaterThan(PERSON_CONFIDENCE + 0.03);
  });

  it('is low for a drawing that the mesh network takes for a face, mirrored or not', async () => {
    const drawn = await confidenceIn(cartoonSharp());
    expect(drawn).toBeLessThan(PERSON_CONFIDENCE - 0.1);
    expect(await confidenceIn(cartoonSharp().flop())).toBeCloseTo(drawn ?? 0, 1);
  });
});
