import * as fc from 'fast-check';
import { assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaceMoment } from '../../../src/capture/detection/face-moment.ts';
import { chooseFrames, MIN_ANGLE, type SureFrame } from '../../../src/capture/frames/choose-frames.ts';
import { turnDistance } from '../../../src/capture/frames/spread-places.ts';

const REST: FaceMoment = { mouthGap: 0, mouthWidth: 0.55, mouthDroop: 0.01, eyeOpening: 0.1, gazeAside: 0 };

/** A walk around a head: so many frames from side to side, equally sharp. */
function walk(count: number, from: number, to: number): SureFrame[] {
  return Array.from({ length: count }, (_, frame) => ({
    frame,
    yaw: from + ((to - from) * frame) / Math.max(1, count - 1),
    pitch: 0,
    sharpness: 0.05,
    moment: REST,
  }));
}

const films = fc.uniqueArray(
  fc.record({
    frame: fc.nat(500),
    yaw: fc.double({ min: -90, max: 90, noNaN: true }),
    pitch: fc.double({ min: -30, max: 30, noNaN: true }),
    sharpness: fc.double({ min: 0, max: 1, noNaN: true }),
    moment: fc.record({
      mouthGap: fc.double({ min: 0, max: 0.5, noNaN: true }),
      mouthWidth: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
      mouthDroop: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
      eyeOpening: fc.double({ min: 0, max: 0.3, noNaN: true }),
      gazeAside: fc.double({ min: -0.4, max: 0.4, noNaN: true }),
    }),
  }),
  { selector: ({ frame }) => frame, maxLength: 40 },
);

describe('frames of a film', () => {
  it('are at most as many as asked, apart, in turn, some of the film and the same in any order', () => {
    assert(
      property(films, fc.integer({ min: 1, max: 12 }), (film, count) => {
        const chosen = chooseFrames(film, count);
        expect(chosen.length).toBeLessThanOrEqual(count);
        expect(chosen.length > 0).toBe(film.length > 0);
        expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
        const frames = chosen.map((number) => film.find(({ frame }) => frame === number) as SureFrame);
        for (const [i, a] of frames.entries())
          for (const b of frames.slice(0, i)) expect(turnDistance(a, b)).toBeGreaterThanOrEqual(MIN_ANGLE);
        expect(chooseFrames([...film].reverse(), count)).toEqual(chosen);
      }),
      { numRuns: 200 },
    );
  });

  it('are spread over the turn, wherever the film lingers', () => {
    const even = walk(81, -60, 60);
    // Forty more that stand still at one end.
    const lingering = [
      ...Array.from({ length: 40 }, (_, frame) => ({ ...even[0], frame })),
      ...even.map((one) => ({ ...one, frame: one.frame + 40 })),
    ];
    for (const film of [even, lingering]) {
      const yaws = chooseFrames(film, 8).map((number) => (film.find(({ frame }) => frame === number) as SureFrame).yaw);
      expect(yaws.length).toBe(8);
      for (let i = 1; i < 8; i++) {
        expect(yaws[i] - yaws[i - 1]).toBeGreaterThan(12);
        expect(yaws[i] - yaws[i - 1]).toBeLessThan(18);
      }
      expect(yaws[0]).toBeLessThan(-48);
      expect(yaws[7]).toBeGreaterThan(48);
    }
  });

  it('are spread over pitch too', () => {
    const rounds = [-20, 0, 20].flatMap((pitch, r) =>
      walk(31, -45, 45).map((one) => ({ ...one, pitch, frame: one.frame + 31 * r })),
    );
    const pitches = chooseFrames(rounds, 9).map((frame) => Math.floor(frame / 31));
    for (const round of [0, 1, 2]) expect(pitches.filter((own) => own === round).length).toBeGreaterThanOrEqual(2);
  });

  it('are the sharpest of equals, and the earlier of equally sharp', () => {
    const still = walk(9, 0, 0);
    expect(chooseFrames(still, 8)).toEqual([0]);
    expect(
      chooseFrames(
        still.map((one) => (one.frame === 5 ? { ...one, sharpness: 0.06 } : one)),
        8,
      ),
    ).toEqual([5]);
  });

  it('avoid blurred ones where sharp ones are near', () => {
    const film = walk(81, -60, 60).map((one) => ({ ...one, sharpness: one.frame % 3 === 0 ? 0.05 : 0.004 }));
    const chosen = chooseFrames(film, 8);
    expect(chosen.length).toBe(8);
    expect(chosen.filter((frame) => frame % 3 !== 0)).toEqual([]);
  });

  it('show the head at rest where it rests, though a scream is sharper', () => {
    const scream = { moment: { ...REST, mouthGap: 0.3 }, sharpness: 0.08 };
    const film = walk(61, -24, 24).map((one) => (one.frame % 3 === 0 ? one : { ...one, ...scream }));
    const chosen = chooseFrames(film, 8);
    expect(chosen.length).toBeGreaterThan(4);
    expect(chosen.filter((frame) => frame % 3 !== 0)).toEqual([]);
    // But a face that rests in a blur alone is no use.
    const blurred = walk(9, 0, 0).map((one) =>
      one.frame === 4 ? { ...one, sharpness: 0.002 } : { ...one, ...scream },
    );
    expect(chooseFrames(blurred, 8)).toEqual([0]);
  });

  it('of a head that hardly turns are few', () => {
    expect(chooseFrames(walk(50, -2, 2), 8).length).toBe(1);
    expect(chooseFrames(walk(50, -6, 6), 8).length).toBeLessThanOrEqual(3);
  });

  it('of a film of one, and of none', () => {
    expect(chooseFrames(walk(1, 0, 0), 8)).toEqual([0]);
    expect(chooseFrames([], 8)).toEqual([]);
  });
});
