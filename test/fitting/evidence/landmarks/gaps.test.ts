import { describe, expect, it } from 'vitest';
import { gapPoints, lipGap, observedGaps, observedOpening } from '../../../../src/fitting/evidence/landmarks/gaps.ts';
import { type Camera, project } from '../../../../src/geometry/camera.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../../src/head/head-model.ts';
import { createShapeSpace, pointPositions } from '../../../../src/head/shape/shape-space.ts';
import { expectClose } from '../../../helpers/close.ts';

const head = loadBundledHead();
const points = gapPoints(createShapeSpace(head));
const camera: Camera = {
  width: 1000,
  height: 1000,
  fx: 50_000,
  fy: 50_000,
  cx: 500,
  cy: 500,
  rotation: Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1),
  translation: Float64Array.of(0, 0, 30_000),
};

/** The head with some expressions. */
function moved(strengths: Readonly<Record<string, number>>): Float64Array {
  const out = head.template.slice();
  for (const [name, strength] of Object.entries(strengths)) {
    const k = head.expressions.names.indexOf(name);
    for (let i = 0; i < out.length; i++) out[i] += strength * head.expressions.deltas[k * out.length + i];
  }
  return out;
}

/** What a detector without errors sees of it. */
function seen(positions: Float64Array) {
  const places = project(camera, embeddedPoints(head.embeddings.mediapipe468, positions));
  const flat = Float64Array.from({ length: 936 }, (_, i) => places[3 * (i >> 1) + (i & 1)]);
  return { points: flat, confidence: new Float64Array(468).fill(1) };
}

describe('gaps of lips and lids', () => {
  it.each([{}, { 'eye-left-closure': 1 }, { 'eye-right-opened-up': 0.5, 'mouth-part-later-left': 1 }])(
    'of a head are those that its own landmarks show: %o',
    (strengths) => {
      const positions = moved(strengths);
      const own = pointPositions(points, positions);
      const observed = observedGaps(seen(positions), camera);
      if (observed === null) throw new Error('a frontal view shows gaps');
      // From far away; x to the right and y down in the picture.
      const expected = observed.gaps.map((_, i) => (i % 2 === 0 ? own[3 * (i >> 1)] : -own[3 * (i >> 1) + 1]));
      expectClose(observed.gaps, expected, { atol: 0.05, rtol: 0.01 });
    },
  );

  it('say how far each slit stands open', () => {
    const opening = (name: 'left' | 'right' | 'mouth', positions: Float64Array): number =>
      observedOpening(name, [camera], [seen(positions)]);
    const wink = moved({ 'eye-left-closure': 1 });
    expect(opening('left', wink)).toBeLessThan(0.5 * opening('left', head.template));
    expect(opening('right', wink)).toBeCloseTo(opening('right', head.template), 6);
    expect(observedOpening('left', [camera], [null])).toBeNaN();
    expect(lipGap(points, head.template)).toBeLessThan(2);
  });
});
