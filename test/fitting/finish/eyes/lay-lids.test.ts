import { describe, expect, it } from 'vitest';
import { EXPRESSION_BONE_PARAMETERS } from '../../../../src/asm/expression-bones.ts';
import type { ObservedCapture } from '../../../../src/fitting/evidence/observe-views.ts';
import { layLids } from '../../../../src/fitting/finish/eyes/lay-lids.ts';
import { OWN_SHARE } from '../../../../src/fitting/finish/eyes/usual-lids.ts';
import { viewMeshes } from '../../../../src/fitting/unknowns/view-mesh.ts';
import { moveEyeballs, NO_SHIFT } from '../../../../src/head/anatomy/eyes/eyeballs.ts';
import { LIDS_AS_THEY_ARE, lidAngles, liddedEyes } from '../../../../src/head/anatomy/eyes/turn-lids.ts';
import { findSlits, slitOpening } from '../../../../src/head/anatomy/slits.ts';
import { withRims } from '../../../helpers/eyes/seen-rims.ts';
import { fittedDemo } from '../../../helpers/fitting/fitted-demo.ts';

const demo = await fittedDemo();
const { head } = demo;
const slits = findSlits(head);
const blind = demo.fitted.gazes.map(() => null);

/** The fit as lids are laid: its eyeballs lie where the lids have them. */
const fitted = {
  ...demo.fitted,
  eyeballShift: NO_SHIFT,
  positions: movedBack(demo.fitted.positions),
  neutral: { ...demo.fitted.neutral, positions: movedBack(demo.fitted.neutral.positions) },
};

function movedBack(positions: Float64Array): Float64Array {
  const { left, right } = demo.fitted.eyeballShift;
  const out = positions.slice();
  moveEyeballs(head, { left: left.map((x) => -x), right: right.map((x) => -x) }, out);
  return out;
}

/** The photographs with upper lids that hang down by a share of the opening. */
function drooping(capture: ObservedCapture, share: number): ObservedCapture {
  return withRims(capture, (rims, first) => {
    for (let i = 1; i < 8; i++)
      for (let c = 0; c < 2; c++) {
        const [upper, lower] = [2 * (first + i) + c, 2 * (first + 16 - i) + c];
        rims[upper] += share * (rims[lower] - rims[upper]);
      }
  });
}

describe('lids of a fit', () => {
  it('stand in each view where they were laid', () => {
    viewMeshes({ ...fitted, gazes: blind }).forEach((mesh, v) => {
      for (const eye of liddedEyes(head, mesh)) {
        const laid = fitted.lids[v][eye.side];
        if (laid === null) throw new Error('a demo shows both eyes');
        lidAngles(eye, mesh).forEach((angle, i) => {
          expect(angle).toBeCloseTo(laid[i], 6);
        });
      }
    });
  });

  it("hang where photographs show them hang, and at rest by what of it is the person's", () => {
    const ahead = { ...fitted, gazes: blind, lids: blind.map(() => LIDS_AS_THEY_ARE) };
    const [open, hanging] = [0, 0.4].map((share) => layLids({ ...ahead, observed: drooping(fitted.observed, share) }));
    for (const side of ['left', 'right'] as const) {
      const fall = (of: typeof open): Record<'shown' | 'rest' | 'atRest', number> => ({
        shown: slitOpening(slits[side], of.positions),
        rest: slitOpening(slits[side], of.neutral.positions),
        atRest: slitOpening(slits[side], of.atRest),
      });
      const [before, after] = [fall(open), fall(hanging)];
      const shown = before.shown - after.shown;
      expect(shown).toBeGreaterThan(1);
      expect(before.atRest - after.atRest).toBeCloseTo(shown, 2);
      expect((before.rest - after.rest) / shown).toBeCloseTo(OWN_SHARE, 1);
    }
  });

  it('stay as they were fitted where they are shut', () => {
    const shut = fitted.shut.map(() => ['left'] as const);
    const ahead = { ...fitted, gazes: blind, shut, lids: blind.map(() => LIDS_AS_THEY_ARE) };
    const [mesh] = viewMeshes(ahead);
    const [left, right] = liddedEyes(head, mesh).map((eye) => lidAngles(eye, mesh));
    for (const lids of layLids(ahead).lids) {
      expect(lids.left).toEqual(left);
      expect(lids.right).not.toEqual(right);
    }
  });

  it('stay as they were fitted where an eye blinks, and take no part in what all share', () => {
    const columnCount = head.expressions.names.length;
    const deviations = new Float64Array(2 * columnCount);
    deviations[columnCount + head.expressions.names.indexOf('eye-left-closure')] = 0.7;
    const { result } = fitted.asm;
    const boneTranslations = new Float64Array(2 * EXPRESSION_BONE_PARAMETERS);
    const ahead = {
      ...fitted,
      expressions: { group: Int32Array.of(0, 1), groupCount: 2, columnCount },
      deviations,
      asm: { ...fitted.asm, result: { ...result, boneTranslations } },
      jaws: Float64Array.of(...fitted.jaws, ...fitted.jaws),
      shut: [[], []],
      neutral: { ...fitted.neutral, lids: { ...fitted.neutral.lids, moments: { left: 0, right: 0 } } },
      gazes: blind,
      lids: blind.map(() => LIDS_AS_THEY_ARE),
    };
    const [, blinking] = viewMeshes(ahead);
    const [left, right] = liddedEyes(head, blinking).map((eye) => lidAngles(eye, blinking));
    const laid = layLids(ahead);
    expect(laid.lids[1].left).toEqual(left);
    expect(laid.lids[1].right).not.toEqual(right);
    const first = laid.lids[0].left ?? [];
    const [shared] = liddedEyes(head, laid.positions).map((eye) => lidAngles(eye, laid.positions));
    const [was] = liddedEyes(head, fitted.positions).map((eye) => lidAngles(eye, fitted.positions));
    const [alone] = liddedEyes(head, viewMeshes(ahead)[0]).map((eye) => lidAngles(eye, viewMeshes(ahead)[0]));
    shared.forEach((angle, i) => {
      expect(angle - was[i]).toBeCloseTo(first[i] - alone[i], 6);
    });
  });
});
