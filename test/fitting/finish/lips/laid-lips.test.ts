import { describe, expect, it } from 'vitest';
import { laidLips } from '../../../../src/fitting/finish/lips/laid-lips.ts';
import { LIP_LINES, LIP_POINTS } from '../../../../src/head/anatomy/lips/lip-points.ts';
import { moveLips } from '../../../../src/head/anatomy/lips/move-lips.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../../src/head/head-model.ts';
import { cameraAt } from '../../../helpers/eyes/seen-rims.ts';
import { observedLips } from '../../../helpers/lips/observed-lips.ts';

const head = loadBundledHead();
const at = (mesh: Float64Array): Float64Array => embeddedPoints(head.embeddings.mediapipe468, mesh);
const rest = at(head.template);

/** Steps of a laugh: corners outwards and up, the lips a little apart. */
function laugh(l: number): [number, number, number] {
  const side = rest[3 * l] / 25;
  const apart = (LIP_LINES.innerLower as readonly number[]).includes(l) ? -2 : 0;
  return [3.5 * side, 2 * side * side + apart * (1 - Math.abs(side)), 0];
}

const laughing = head.template.slice();
moveLips(head, Float64Array.from(LIP_POINTS.flatMap(laugh)), laughing);

/** How far points of lips lie from each other in the face's plane, mm. */
function apart(a: Float64Array, b: Float64Array): number[] {
  return LIP_POINTS.map((l) => Math.hypot(a[3 * l] - b[3 * l], a[3 * l + 1] - b[3 * l + 1]));
}

describe('lips in a photograph', () => {
  it.each([0, -25])('are found where it has them, from %d degrees', (yaw) => {
    const camera = cameraAt(yaw);
    const steps = laidLips(head, { camera, observation: observedLips(at(laughing), camera) }, head.template);
    expect(steps).not.toBeNull();
    const found = head.template.slice();
    moveLips(head, steps, found);
    const before = apart(rest, at(laughing));
    const after = apart(at(found), at(laughing));
    expect(Math.max(...before)).toBeGreaterThan(3);
    expect(Math.max(...after)).toBeLessThan(0.25 * Math.max(...before));
  });

  it('stay where it has them as they are', () => {
    const camera = cameraAt(10);
    const steps = laidLips(head, { camera, observation: observedLips(rest, camera) }, head.template);
    for (const x of steps ?? [1]) expect(Math.abs(x)).toBeLessThan(1e-6);
  });

  it('follow points in doubt less far', () => {
    const camera = cameraAt(0);
    const length = (confidence: number): number => {
      const observation = observedLips(at(laughing), camera, confidence);
      return Math.hypot(...(laidLips(head, { camera, observation }, head.template) ?? []));
    };
    expect(length(0.02)).toBeLessThan(0.6 * length(1));
    expect(length(0)).toBe(0);
  });

  it('slide back along the face as they go outwards', () => {
    const camera = cameraAt(0);
    const steps = laidLips(head, { camera, observation: observedLips(at(laughing), camera) }, head.template);
    const left = LIP_POINTS.indexOf(291);
    expect((steps ?? [])[3 * left]).toBeGreaterThan(2);
    expect((steps ?? [])[3 * left + 2]).toBeLessThan(-0.5);
  });

  it('go no further than eight millimetres', () => {
    const camera = cameraAt(0);
    const far = rest.map((x, i) => (i % 3 === 0 ? x + 20 : x));
    const steps = laidLips(head, { camera, observation: observedLips(far, camera) }, head.template) ?? [];
    for (let i = 0; i < LIP_POINTS.length; i++) {
      const length = Math.hypot(steps[3 * i], steps[3 * i + 1], steps[3 * i + 2]);
      expect(length).toBeGreaterThan(6);
      expect(length).toBeLessThan(8.001);
    }
  });

  it('are not told by a face turned aside, a network that did not look, or a mouth that is wide open', () => {
    const observation = observedLips(at(laughing), cameraAt(0));
    const aside = cameraAt(50);
    expect(laidLips(head, { camera: aside, observation: observedLips(at(laughing), aside) }, head.template)).toBeNull();
    const camera = cameraAt(0);
    expect(laidLips(head, { camera, observation: null }, head.template)).toBeNull();
    const { lips: _, ...unlooked } = observation;
    expect(laidLips(head, { camera, observation: unlooked }, head.template)).toBeNull();
    const lower: readonly number[] = [...LIP_LINES.innerLower.slice(1, -1), ...LIP_LINES.outerLower.slice(1, -1)];
    const hung = rest.map((x, i) => (i % 3 === 1 && lower.includes(Math.floor(i / 3)) ? x - 30 : x));
    expect(laidLips(head, { camera, observation: observedLips(hung, camera) }, head.template)).toBeNull();
  });
});
