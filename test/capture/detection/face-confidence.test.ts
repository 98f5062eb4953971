import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createLandmarkDetector } from '../../../src/capture/detection/detect-landmarks.ts';
import { PERSON_CONFIDENCE } from '../../../src/capture/detection/person-check.ts';
import { DEMO, SHARED } from '../../helpers/folders.ts';
import { cartoonSharp } from '../../helpers/pictures/cartoon.ts';

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

  const captures = ['james', 'lee_perry_smith', 'paulsen'].map((name) => join(SHARED, 'captures', name, 'views'));
  it.skipIf(!captures.every((folder) => existsSync(folder)))(
    'is one of a person in every view of the real captures (../shared)',
    async () => {
      for (const folder of captures)
        for (const file of readdirSync(folder))
          expect(await confidenceIn(sharp(join(folder, file))), join(folder, file)).toBeGreaterThan(0.8);
    },
    120_000,
  );
});
