import { describe, expect, it } from 'vitest';
import type { View } from '../../../../src/capture/load-capture.ts';
import { checkEvidence } from '../../../../src/fitting/evidence/checks/check-evidence.ts';
import { head, shoot } from '../../../helpers/fitting/shot-heads.ts';

const view = (name: string, more: object) =>
  ({ name, image: { width: 80, height: 60, data: new Uint8Array(80 * 60 * 3) }, mask: null, ...more }) as never;

describe('landmarks', () => {
  const check = (...changes: readonly ((x: number, y: number, l: number) => readonly [number, number])[]) => {
    const shots = shoot(37, [5, -35, 50].slice(0, changes.length));
    const used = shots.map(({ observation }, v) => {
      const points = Float64Array.from({ length: 2 * 468 }, (_, i) => {
        const l = i >> 1;
        return changes[v](observation.points[2 * l], observation.points[2 * l + 1], l)[i & 1];
      });
      const image = { width: 1200, height: 900, data: new Uint8Array(1200 * 900 * 3) };
      const focalPrior = { focal: 1800, sigmaLog: 0.3 };
      const confidence = new Float64Array(468).fill(1);
      return {
        view: view(`l${v}.jpg`, { image, camera: null, focalPrior }) as View,
        observation: { scheme: 'mediapipe468' as const, points, confidence, irises: null },
        presence: 1,
        detectorConfidence: null,
        embedding: null,
        stranger: false,
        segmentation: null,
      };
    });
    const capture = {
      folder: 'c',
      source: 'c',
      unit: 'unknown' as const,
      views: used.map((entry) => entry.view),
      scan: null,
      film: null,
      warnings: [],
    };
    return checkEvidence(capture, { used, unused: [], warnings: [] }, head, null);
  };
  const right = (x: number, y: number) => [x, y] as const;
  const upwards = (x: number, y: number) => [x, 900 - y] as const;
  const leftwards = (x: number, y: number) => [1200 - x, y] as const;
  const scattered = (_: number, __: number, l: number) =>
    [600 + 200 * Math.sin(l * l), 450 + 200 * Math.cos(3 * l)] as const;

  it('of faces pass', () => {
    expect(check(right, right, right)).toMatchObject({ unused: [], warnings: [] });
  });

  it('that are no face, or one from behind, set their view aside', () => {
    for (const [wrong, message] of [
      [scattered, /^l1\.jpg: its landmarks are no face's/],
      [upwards, /^l1\.jpg: its landmarks show a face from behind/],
      [leftwards, /^l1\.jpg: its landmarks show a face from behind/],
    ] as const) {
      const { used, unused, warnings } = check(right, wrong, right);
      expect(used.map((entry) => entry.view.name)).toEqual(['l0.jpg', 'l2.jpg']);
      expect(unused.map((entry) => entry.view.name)).toEqual(['l1.jpg']);
      expect(warnings.join()).toMatch(message);
    }
  });

  it('that are wrong in all views are refused', () => {
    expect(() => check(upwards, leftwards)).toThrow(/received 2 of 2 that no head explains \(l0\.jpg, l1\.jpg\)/);
  });
});
