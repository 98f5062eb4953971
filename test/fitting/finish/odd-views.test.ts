import { expect, it } from 'vitest';
import { pixelWarnings, sizeWarnings } from '../../../src/fitting/finish/odd-views.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';

it('views whose pixels the head does not explain are named', () => {
  const views = [31, 29, 33, 24.5, null].map((psnrDb, v) => ({ name: `p${v}`, psnrDb }));
  expect(pixelWarnings(views)).toEqual([
    expect.stringMatching(/^p3: the head looks unlike this view, 7 dB worse/),
    expect.stringMatching(/^p4: this view shows nothing of the face/),
  ]);
  expect(
    pixelWarnings([
      { name: 'a', psnrDb: 20 },
      { name: 'b', psnrDb: 31 },
    ]),
  ).toEqual([]);
  expect(pixelWarnings([31, 28, 33.5, 27.8].map((psnrDb, v) => ({ name: `q${v}`, psnrDb })))).toEqual([]);
});

it('faces that no view shows large enough are said, with their size', () => {
  const at = (pixelsPerMm: number) =>
    orbitCamera({ yaw: 0, pitch: 0, distanceMm: 900, heightMm: 400, pixels: 400 * pixelsPerMm });
  expect(sizeWarnings([at(0.3), at(0.5)])).toEqual([expect.stringMatching(/^the face is 70 pixels wide where it is/)]);
  expect(sizeWarnings([at(0.3), at(0.65)])).toEqual([]);
});
