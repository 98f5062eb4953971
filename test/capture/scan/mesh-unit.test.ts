import { describe, expect, it } from 'vitest';
import { nearestUnitOfMesh, unitAsKnown, unitOfMesh } from '../../../src/capture/scan/mesh-unit.ts';

/** Seven landmarks whose outer eye corners are so far apart. */
const eyes = (apart: number) => ({
  landmarks: Float64Array.of(-apart / 2, 0, 0, 0, 0, 0, 0, 0, 0, apart / 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
});

describe("a mesh's unit", () => {
  it.each([
    [75.4, 'mm', 1],
    [104.6, 'mm', 1],
    [8.8, 'cm', 10],
    [0.0931, 'm', 1000],
  ])('of eye corners %f apart is %s', (apart, name, mm) => {
    expect(unitOfMesh(eyes(apart))).toMatchObject({ mm, warning: null });
    expect(unitOfMesh(eyes(apart)).name).toMatch(new RegExp(`^${name},`));
  });

  it.each([
    ['inches', 91 / 25.4, '3.58 mm (mm), 35.8 mm (cm), 3.58 m (m)'],
    ['feet', 88 / 304.8, '0.289 mm (mm), 2.89 mm (cm), 289 mm (m)'],
    ['decimetres', 0.97, '0.97 mm (mm), 9.7 mm (cm), 970 mm (m)'],
    ['micrometres', 86_000, '86 m (mm), 860 m (cm), 86000 m (m)'],
    ['no scale', 1.41, '1.41 mm (mm), 14.1 mm (cm), 1.41 m (m)'],
  ])('of %s is asked for, with the numbers', (_, apart, numbers) => {
    expect(() => unitOfMesh(eyes(apart), {}, 'a.ply')).toThrow(
      expect.objectContaining({
        kind: 'input',
        message: expect.stringMatching(/^a\.ply: .*75-105 mm apart in one of mm, cm, m; received eye corners/),
        hint: 'pass --mm-per-unit or --canthi',
      }),
    );
    expect(() => unitOfMesh(eyes(apart))).toThrow(numbers);
  });

  it('is as told, where that makes a head', () => {
    expect(unitOfMesh(eyes(3.6), { mmPerUnit: 25.4 })).toMatchObject({ mm: 25.4, warning: null });
    expect(unitOfMesh(eyes(3.6), { canthi: 72 }).mm).toBeCloseTo(20, 12);
    expect(unitOfMesh(eyes(92), { mmPerUnit: 1.3 }).warning).toMatch(/are 120 mm apart .*75-105 mm/);
    expect(() => unitOfMesh(eyes(92), { mmPerUnit: 10 })).toThrow(/50-150 mm apart; received 920 mm/);
    expect(() => unitOfMesh(eyes(92), { mmPerUnit: 0.001 })).toThrow(/received 0.092 mm/);
    for (const mmPerUnit of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => unitOfMesh(eyes(92), { mmPerUnit })).toThrow(expect.objectContaining({ kind: 'usage' }));
    for (const canthi of [9.2, 920, 0, -90, Number.NaN])
      expect(() => unitOfMesh(eyes(92), { canthi })).toThrow(expect.objectContaining({ kind: 'usage' }));
    expect(() => unitOfMesh(eyes(92), { canthi: 90, mmPerUnit: 1 })).toThrow(/received both/);
  });

  it('is checked where a file says it', () => {
    expect(unitAsKnown(eyes(68), { name: 'mm, as fit.json says', mm: 1 }, 'x').warning).toMatch(/68 mm/);
    expect(() => unitAsKnown(eyes(0.09), { name: 'mm, as the capture says', mm: 1 }, 'x')).toThrow(/received 0.09 mm/);
  });

  it('does not matter to an alignment that scales', () => {
    expect(nearestUnitOfMesh(eyes(9.1)).name).toMatch(/^cm/);
    expect(nearestUnitOfMesh(eyes(1.85))).toMatchObject({ mm: 10, name: expect.stringMatching(/^a unit of its own/) });
  });

  it('needs two eye corners', () => {
    for (const apart of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => unitOfMesh(eyes(apart), { mmPerUnit: 1 })).toThrow(/two places/);
      expect(() => nearestUnitOfMesh(eyes(apart))).toThrow(/two places/);
    }
  });
});
