import { expect, it } from 'vitest';
import { checkLenses } from '../../../../src/fitting/evidence/checks/check-lenses.ts';

const view = (name: string, more: object) =>
  ({ name, image: { width: 80, height: 60, data: new Uint8Array(80 * 60 * 3) }, mask: null, ...more }) as never;

it('focal lengths that no lens has are refused with the view and the number', () => {
  const lens = (focal: number, sigmaLog = 1e-3) => view('a/7.png', { focalPrior: { focal, sigmaLog } });
  for (const focal of [2e-5, 4, 7e8])
    expect(() => checkLenses([lens(100), lens(focal)], 'capture.json')).toThrow(
      new RegExp(`a/7\\.png: K must span .* ${focal.toPrecision(3).replace('+', '\\+')} pixels`),
    );
  checkLenses([lens(40), lens(4000), lens(7e8, 0.06)], 'capture.json');
});
