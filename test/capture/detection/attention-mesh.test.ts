import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attentionParts } from '../../../src/capture/detection/attention-graph.ts';
import { createLandmarkDetector } from '../../../src/capture/detection/detect-landmarks.ts';
import { loadGraph } from '../../../src/capture/detection/mediapipe-graphs.ts';
import { readObjVertices } from '../../../src/evaluation/read-obj.ts';
import { dataFolder } from '../../../src/files/package-files.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { withExpression, withOpenJaw } from '../../helpers/eyes/slit-opening.ts';
import { drawnLandmarks, MM_PER_PIXEL, renderFace } from '../../helpers/pictures/face-render.ts';

describe('attention mesh', async () => {
  const head = loadBundledHead();
  const detector = await createLandmarkDetector();

  async function detect(positions: Float64Array, yaw: number) {
    return detector.detect(await renderFace(positions, yaw));
  }

  it('is cut into a trunk and the refinements of lips and eyes', () => {
    const { regions, trunk } = attentionParts(loadGraph('attentionMesh'));
    expect(trunk.outputs).toHaveLength(5);
    expect(regions.map(({ landmarks }) => landmarks.length)).toEqual([80, 71, 71]);
    expect(regions.map(({ leftmost, rightmost }) => [leftmost, rightmost])).toEqual([
      [61, 291],
      [33, 133],
      [362, 263],
    ]);
    expect(regions.every(({ scale, size }) => scale === 1.5 && size === 16)).toBe(true);
  });

  it('tells shut eyes and lips from open ones', async () => {
    const gap = async (positions: Float64Array, a: number, b: number): Promise<number> => {
      const found = await detect(positions, 0);
      if (found === null) throw new Error('no face');
      return MM_PER_PIXEL * Math.hypot(...[0, 1].map((k) => found.points[2 * a + k] - found.points[2 * b + k]));
    };
    const blink = withExpression(['eye-left-closure', 'eye-right-closure'], 1);
    expect(await gap(head.template, 159, 145)).toBeGreaterThan(5);
    expect(await gap(blink, 159, 145)).toBeLessThan(3);
    expect(await gap(head.template, 13, 14)).toBeLessThan(1.5);
    expect(await gap(withOpenJaw(0.35), 13, 14)).toBeGreaterThan(8);
  });

  it('finds profiles, turned either way, near their true places', async () => {
    for (const yaw of [-68, 68]) {
      const found = await detect(head.template, yaw);
      if (found === null) throw new Error(`no face at ${yaw} degrees`);
      expect(Math.sign(found.headPose.yaw)).toBe(Math.sign(yaw));
      const pixels = drawnLandmarks(head.template, yaw);
      let sum = 0;
      let total = 0;
      for (let l = 0; l < 468; l++) {
        const w = found.confidence[l];
        sum += w * ((found.points[2 * l] - pixels[3 * l]) ** 2 + (found.points[2 * l + 1] - pixels[3 * l + 1]) ** 2);
        total += w;
      }
      expect(MM_PER_PIXEL * Math.sqrt(sum / total), `${yaw}`).toBeLessThan(10);
    }
  });

  it('refines lips and lids of the demo to its true mouth and eyes', async () => {
    const truth = readObjVertices(readFileSync(join(dataFolder(), 'demo', 'truth.obj'), 'utf8'));
    const found = await detect(truth, 0);
    if (found === null) throw new Error('no face');
    const pixels = drawnLandmarks(truth, 0);
    for (const l of [33, 133, 362, 263, 61, 291, 13, 14]) {
      const off = Math.hypot(found.points[2 * l] - pixels[3 * l], found.points[2 * l + 1] - pixels[3 * l + 1]);
      expect(MM_PER_PIXEL * off, `point ${l}`).toBeLessThan(4.5);
    }
  });
});
