import { describe, expect, it } from 'vitest';
import type { ObservedCapture } from '../../../../src/fitting/evidence/observe-views.ts';
import { laidCorners } from '../../../../src/fitting/finish/eyes/laid-corners.ts';
import { layCorners } from '../../../../src/fitting/finish/eyes/lay-corners.ts';
import { viewMeshes } from '../../../../src/fitting/unknowns/view-mesh.ts';
import { eyeballs, NO_SHIFT } from '../../../../src/head/anatomy/eyes/eyeballs.ts';
import { LIDS_AS_THEY_ARE } from '../../../../src/head/anatomy/eyes/turn-lids.ts';
import { findSlits } from '../../../../src/head/anatomy/slits.ts';
import { withRims } from '../../../helpers/eyes/seen-rims.ts';
import { fittedDemo } from '../../../helpers/fitting/fitted-demo.ts';

const { fitted, head } = await fittedDemo();
const slits = findSlits(head);
const ahead = {
  ...fitted,
  eyeballShift: NO_SHIFT,
  gazes: fitted.gazes.map(() => null),
  lids: fitted.gazes.map(() => LIDS_AS_THEY_ARE),
};

/** The photographs with outer corners that lie farther out by a share of the eye's width. */
function wider(capture: ObservedCapture, share: number): ObservedCapture {
  return withRims(capture, (rims, first) => {
    for (let c = 0; c < 2; c++) {
      const [outer, inner] = [2 * first + c, 2 * (first + 8) + c];
      rims[outer] += share * (rims[outer] - rims[inner]);
    }
  });
}

describe("corners of a fit's eyes", () => {
  const [near, far] = [0, 0.06].map((share) => layCorners({ ...ahead, observed: wider(fitted.observed, share) }));

  it.each(['atRest', 'positions', 'neutral'] as const)('lie farther out where photographs show them so: %s', (name) => {
    const mesh = (of: typeof near): Float64Array => (name === 'neutral' ? of.neutral.positions : of[name]);
    for (const side of ['left', 'right'] as const) {
      const { lower } = slits[side];
      const width = (of: Float64Array): number => Math.abs(of[3 * lower[0]] - of[3 * lower[lower.length - 1]]);
      expect(width(mesh(far)) - width(mesh(near))).toBeGreaterThan(0.5);
      expect(width(mesh(far)) - width(mesh(near))).toBeLessThan(2);
    }
  });

  it('of a whole fit lie where its photographs show them', () => {
    const meshes = viewMeshes({ ...fitted, gazes: ahead.gazes });
    const views = meshes.map((mesh, v) => ({
      camera: fitted.cameras[v],
      observation: fitted.observed.used[v].observation,
      mesh,
    }));
    const left = laidCorners(head, views);
    const turns = (['left', 'right'] as const).flatMap((side) => left[side] ?? []);
    expect(turns).toHaveLength(4);
    // Millimetres of all four: as the landmarks left them 5.3.
    expect(turns.reduce((sum, { aside, up }) => sum + 16 * Math.hypot(aside, up), 0)).toBeLessThan(2.5);
  });

  it('have the eyeballs go half as far, between them', () => {
    const [before, after] = [near, far].map(({ positions }) => eyeballs(head, positions));
    for (const [e, { centre }] of after.entries()) {
      const outwards = Math.sign(centre[0]) * (centre[0] - before[e].centre[0]);
      expect(outwards).toBeGreaterThan(0.1);
      expect(outwards).toBeLessThan(0.8);
    }
  });

  it('change nothing else of the head', () => {
    const teeth = head.parts.find(({ name }) => name === 'teeth_lower');
    if (teeth === undefined) throw new Error('the head must have teeth');
    const from = 3 * teeth.vertexStart;
    expect(far.positions.subarray(from, from + 30)).toEqual(fitted.positions.subarray(from, from + 30));
  });
});
