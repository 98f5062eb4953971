import { describe, expect, it } from 'vitest';
import { poseOfFrame, teaserTimeline } from '../../src/deca/animation-timeline.ts';
import { createMorphableDecoder } from '../../src/deca/decode/morphable-decoder.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { randomDecaCodes } from '../helpers/deca/random-codes.ts';

const head = loadBundledHead();
const decoder = createMorphableDecoder(head);
const { sizes } = decoder;
const randomCodes = (seed: number) => randomDecaCodes(sizes, seed);

describe('the teaser', () => {
  it('has a third of its frames at a third of its rate, the same first and last ones', () => {
    const [own, driver] = [randomCodes(11), { name: 'driver', ...randomCodes(12) }];
    const [full, thin] = [teaserTimeline(own, [driver]), teaserTimeline(own, [driver], 5)];
    expect([full.framesPerSecond, thin.framesPerSecond]).toEqual([15, 5]);
    expect(thin.frames).toHaveLength(Math.ceil(full.frames.length / 3));
    expect(full.frames).toEqual(expect.arrayContaining([...thin.frames]));
    expect([thin.frames[0], thin.frames.at(-1)]).toEqual([full.frames[0], full.frames.at(-1)]);
  });

  it('turns 30 degrees to both sides, opens the jaw by 30, visits every driver and comes to rest', () => {
    const [own, driver] = [randomCodes(11), randomCodes(12)];
    const timeline = teaserTimeline(own, [{ name: 'driver', expression: driver.expression, jawPose: driver.jawPose }]);
    const yaws = timeline.frames.map(({ yaw }) => (yaw * 180) / Math.PI);
    expect(Math.max(...yaws)).toBeCloseTo(30);
    expect(Math.min(...yaws)).toBeCloseTo(-30);
    const poses = timeline.frames.map((frame) => poseOfFrame(timeline, frame));
    expect(Math.max(...poses.map(({ jawPose }) => jawPose[0]))).toBeCloseTo(Math.PI / 6);
    expect(poses.some(({ expression }) => expression.every((x, k) => x === driver.expression[k]))).toBe(true);
    expect(poses[0].expression).toEqual(own.expression);
    expect(poses[poses.length - 1].expression.every((x) => x === 0)).toBe(true);
  });
});
