import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createLandmarkDetector } from '../../src/capture/detection/detect-landmarks.ts';
import { SHARED } from '../helpers/folders.ts';

const captures = ['james', 'lee_perry_smith', 'paulsen'].map((name) => join(SHARED, 'captures', name, 'views'));

it.skipIf(!captures.every((folder) => existsSync(folder)))(
  'the confidence in a face is one of a person in every view of the real captures (../shared)',
  async () => {
    const detector = await createLandmarkDetector();
    for (const folder of captures)
      for (const file of readdirSync(folder)) {
        const { data, info } = await sharp(join(folder, file)).raw().toBuffer({ resolveWithObject: true });
        const found = await detector.detect({ width: info.width, height: info.height, data });
        expect(found?.detectorConfidence, join(folder, file)).toBeGreaterThan(0.8);
      }
  },
);
