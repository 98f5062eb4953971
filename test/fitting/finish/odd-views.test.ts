import { expect, it } from 'vitest';
import { pixelWarnings } from '../../../src/fitting/finish/odd-views.ts';

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
