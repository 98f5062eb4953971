import { describe, expect, it } from 'vitest';
import { foldedTriangles } from '../../../src/fitting/priors/fold-guard.ts';
import { facingPoint, shutSlit } from '../../../src/head/anatomy/shut-slits.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { skinTriangles } from '../../../src/head/head-model.ts';
import { opening, withExpression, withOpenJaw } from '../../helpers/eyes/slit-opening.ts';

const head = loadBundledHead();

const slits = findSlits(head);

describe('shut slits', () => {
  it.each([
    ['mouth', ['mouth-parling-left', 'mouth-parling-right'], 0.4, 'lips'],
    ['left', ['eye-left-closure'], 0.7, 'lids'],
    ['right', ['eye-right-closure'], 0.7, 'lids'],
  ] as const)('%s: closes and leaves the rest of the face', (name, expressions, amount, region) => {
    const parted = withExpression(expressions, amount);
    const shut = parted.slice();
    shutSlit(head, slits[name], shut);
    expect(opening(parted, slits[name])).toBeGreaterThan(0.5);
    expect(opening(shut, slits[name])).toBeLessThan(0.3);
    expect(foldedTriangles(skinTriangles(head), shut, parted)).toBe(0);
    let far = 0;
    for (let v = 0; v < head.parts[0].vertexCount; v++)
      if (head.regions.mouth[v] === 0 && head.regions.sockets[v] === 0 && head.regions[region][v] === 0)
        far = Math.max(far, Math.abs(shut[3 * v + 1] - parted[3 * v + 1]));
    expect(far).toBeLessThan(1);
  });

  it('has lips overlap by half a millimetre, so that nothing shines between bent ones', () => {
    const shut = withExpression(['mouth-parling-left', 'mouth-parling-right'], 0.4);
    shutSlit(head, slits.mouth, shut);
    const { upper, lower } = slits.mouth;
    for (const v of upper.filter((u) => Math.abs(head.template[3 * u]) < 12)) {
      const overlap = facingPoint(head, lower, v, shut)[1] - shut[3 * v + 1];
      expect(overlap).toBeGreaterThan(0.4);
      expect(overlap).toBeLessThan(0.6);
    }
  });

  it('brings together lips that stand aside of each other', () => {
    const aside = head.template.slice();
    for (const v of slits.mouth.upper) aside[3 * v] += 1.5;
    const shut = aside.slice();
    shutSlit(head, slits.mouth, shut);
    const { upper, lower } = slits.mouth;
    const offset = (mesh: Float64Array): number => {
      const middle = upper.filter((v) => Math.abs(head.template[3 * v]) < 12);
      return middle.reduce((sum, v) => sum + mesh[3 * v] - facingPoint(head, lower, v, mesh)[0], 0) / middle.length;
    };
    expect(Math.abs(offset(aside) - 1.5)).toBeLessThan(0.3);
    expect(Math.abs(offset(shut))).toBeLessThan(0.2);
  });

  it('leaves a mouth that stands wide open', () => {
    const open = withOpenJaw(0.35);
    const after = open.slice();
    shutSlit(head, slits.mouth, after);
    expect(opening(after, slits.mouth)).toBeGreaterThan(0.8 * opening(open, slits.mouth));
  });
});
