import { describe, expect, it } from 'vitest';
import { laidCorners } from '../../../../src/fitting/finish/eyes/laid-corners.ts';
import { turnCorners } from '../../../../src/head/anatomy/eyes/turn-corners.ts';
import { liddedEyes } from '../../../../src/head/anatomy/eyes/turn-lids.ts';
import { findSlits } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { cameraAt, observed, rimsOn } from '../../../helpers/eyes/seen-rims.ts';

const head = loadBundledHead();
const slits = findSlits(head);
const SIDES = ['left', 'right'] as const;

/** The head with wider slits, whose inner corners lie lower. */
const truth = head.template.slice();
const [inner, outer] = [
  { aside: -0.08, up: -0.06 },
  { aside: 0.12, up: 0.03 },
];
const mirrored = ({ aside, up }: typeof inner): typeof inner => ({ aside: -aside, up });
turnCorners(head, { left: [inner, outer], right: [mirrored(outer), mirrored(inner)] }, truth);

const cameras = [cameraAt(0, 4), cameraAt(20), cameraAt(-25, -6)];
const views = cameras.map((camera) => ({
  camera,
  observation: observed(rimsOn(truth, camera, 0.3)),
  mesh: head.template,
}));

/** How far corners lie from the true ones, mm. */
function errors(positions: Float64Array): number[] {
  return SIDES.flatMap((side) => {
    const { lower } = slits[side];
    return [lower[0], lower[lower.length - 1]].map((v) =>
      Math.hypot(...[0, 1, 2].map((k) => positions[3 * v + k] - truth[3 * v + k])),
    );
  });
}

function laid(from: typeof views): Float64Array {
  const positions = head.template.slice();
  turnCorners(head, laidCorners(head, from), positions);
  return positions;
}

describe('corners laid on those of photographs', () => {
  it('come to where one photograph shows them, and nearer where three do', () => {
    expect(Math.min(...errors(head.template))).toBeGreaterThan(1);
    const [one, three] = [views.slice(0, 1), views].map((from) => errors(laid(from)));
    expect(Math.max(...one)).toBeLessThan(0.7);
    expect(Math.max(...three)).toBeLessThan(0.3);
  });

  it('go most of the way that one photograph shows, and all but all that three do', () => {
    // The turns of the left eye's corner at the nose.
    const share = (from: typeof views): number => (laidCorners(head, from).left?.[0].aside ?? 0) / inner.aside;
    expect(share(views.slice(0, 1))).toBeGreaterThan(0.75);
    expect(share(views.slice(0, 1))).toBeLessThan(0.97);
    expect(share(views)).toBeGreaterThan(share(views.slice(0, 1)));
  });

  it('believe a view from the front more than one from aside', () => {
    const shifted = (yaw: number, mm: number): (typeof views)[number] => {
      const camera = cameraAt(yaw);
      const moved = { ...camera, cy: camera.cy - (mm * camera.fy) / camera.translation[2] };
      return { camera, observation: observed(rimsOn(head.template, moved, 0.3)), mesh: head.template };
    };
    // One has the corners a millimetre higher, the other as much lower.
    const { left } = laidCorners(head, [shifted(0, 1), shifted(38, -1)]);
    for (const { up } of left ?? []) expect(16 * up).toBeGreaterThan(0.2);
    expect(left).toHaveLength(2);
  });

  it('stay as they are where no view shows them: turned away, unsure, shut, or without landmarks', () => {
    const [{ camera, observation, mesh }] = views;
    const iris = [0, 0, 5, 0, 0, -5, -5, 0, 0, 5];
    const blind = [
      { camera: cameraAt(60), observation, mesh },
      { camera, observation: { ...observation, confidence: new Float64Array(468).fill(0.1) }, mesh },
      { camera, observation: { ...observation, irises: Float64Array.of(...iris, ...iris) }, mesh },
      { camera, observation: null, mesh },
    ];
    expect(laidCorners(head, blind)).toEqual({ left: null, right: null });
  });

  it('are not torn open by rims that are somewhere else', () => {
    const [{ camera, ...view }] = views;
    const { left } = laidCorners(head, [{ ...view, camera: { ...camera, cx: camera.cx - 80, cy: camera.cy - 80 } }]);
    const [{ eyeball }] = liddedEyes(head, head.template);
    const { lower } = slits.left;
    for (const [k, v] of [lower[0], lower[lower.length - 1]].entries()) {
      const arm = Math.hypot(...eyeball.centre.map((c, i) => head.template[3 * v + i] - c));
      const turn = left?.[k] ?? { aside: 0, up: 0 };
      expect(arm * Math.abs(turn.aside)).toBeCloseTo(3, 2);
      expect(arm * Math.abs(turn.up)).toBeLessThan(3.01);
    }
  });
});
