import { describe, expect, it } from 'vitest';
import { FACE_SKIN, HAIR } from '../../../../src/capture/segmentation/classes.ts';
import { highlight, lampLight } from '../../../../src/evaluation/synthetic/light/lamp.ts';
import { drawLamps, LIGHTINGS } from '../../../../src/evaluation/synthetic/light/lighting.ts';
import { shineOf } from '../../../../src/evaluation/synthetic/light/shine.ts';
import { cameraCentre, centredLens } from '../../../../src/geometry/camera.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { createLinearImage } from '../../../../src/image/image.ts';
import { createRenderer } from '../../../../src/render/mesh/render-mesh.ts';
import { square } from '../../../helpers/light/square.ts';

const floor = square(100, 0);
const lid = square(20, 40);
const positions = Float64Array.from([...floor, ...lid]);
const triangles = Uint32Array.from([0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7]);

describe('a highlight', () => {
  const up = [0, 0, 1];
  it('head on is reflectance over four alpha squared', () => {
    for (const alpha of [0.1, 0.3]) {
      const head = highlight({ alpha, reflectance: 0.03 }, { normal: up, toLamp: up, toEye: up });
      expect(head).toBeCloseTo(0.03 / (4 * alpha ** 2), 10);
    }
  });

  it('is the same when lamp and eye change places, and none from behind', () => {
    const [a, b] = [
      [0.6, 0, 0.8],
      [0, -0.28, 0.96],
    ];
    const gloss = { alpha: 0.25, reflectance: 0.028 };
    const there = highlight(gloss, { normal: up, toLamp: a, toEye: b });
    expect(highlight(gloss, { normal: up, toLamp: b, toEye: a })).toBeCloseTo(there, 12);
    expect(highlight(gloss, { normal: up, toLamp: [0.6, 0, -0.8], toEye: b })).toBe(0);
  });

  it('throws back no more than comes, and most of it where all is reflected', () => {
    for (const tilt of [0, 0.7]) {
      const toEye = [Math.sin(tilt), 0, Math.cos(tilt)];
      const steps = 400;
      let sum = 0;
      for (let i = 0; i < steps; i++)
        for (let j = 0; j < steps; j++) {
          const [theta, phi] = [((i + 0.5) / steps) * (Math.PI / 2), ((j + 0.5) / steps) * 2 * Math.PI];
          const toLamp = [Math.sin(theta) * Math.cos(phi), Math.sin(theta) * Math.sin(phi), Math.cos(theta)];
          const one = highlight({ alpha: 0.2, reflectance: 1 }, { normal: up, toLamp, toEye });
          // An albedo of 1 throws back all: over pi and the cosine.
          sum += (one / Math.PI) * Math.cos(theta) * Math.sin(theta);
        }
      sum *= ((Math.PI / 2) * 2 * Math.PI) / steps ** 2;
      expect(sum).toBeLessThan(1);
      expect(sum).toBeGreaterThan(0.93);
    }
  });
});

describe('a lamp', () => {
  const white = createLinearImage(2, 2, 3);
  white.data.fill(0.5);
  const look = {
    triangles,
    uvs: new Float64Array(16).fill(0.5),
    uvTriangles: triangles,
    textureOfTriangle: new Uint8Array(4),
    textures: [white],
  };
  const flip = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1);
  const camera = {
    ...centredLens({ width: 64, height: 64 }, 128),
    rotation: flip,
    translation: Float64Array.of(0, 0, 500),
  };

  it('adds albedo times cosine where it is seen, nothing in its shadow', () => {
    const lamp = { place: [3000, 0, 3000], color: [0.4, 0.8, 0.2], penumbra: 1 } as const;
    const more = lampLight(lamp, { triangles, middle: [0, 0, 0], glossOf: () => null });
    const dark = new Float64Array(27);
    const { image } = createRenderer(look, 1)({ positions }, camera, dark, more);
    const at = (x: number, y: number): number[] => {
      const k = 4 * (Math.floor(32 - (y * 128) / 500) * 64 + Math.floor(32 + (x * 128) / 500));
      return Array.from(image.data.subarray(k, k + 3));
    };
    const lit = at(40, 0);
    const cosine = 3000 / Math.hypot(2960, 3000);
    [0.4, 0.8, 0.2].forEach((c, k) => {
      expect(lit[k]).toBeCloseTo(0.5 * c * cosine, 2);
    });
    expect(at(-40, 0)).toEqual([0, 0, 0]);
  });

  it.each(LIGHTINGS)('%s goes along with the camera where it is a flash alone', (kind) => {
    const lamps = drawLamps(kind, createRandom(3), { exposure: 1, middle: [0, 0, 0] });
    const other = { ...camera, translation: Float64Array.of(80, 0, 500) };
    const [a, b] = [camera, other].map((view) => lamps.lampOf(view));
    if (a === null || b === null) {
      expect(kind).toBe('soft');
      expect(lamps.fill).toBe(1);
      return;
    }
    const apart = Math.hypot(...[0, 1, 2].map((k) => a.place[k] - b.place[k]));
    expect(apart).toBeCloseTo(kind === 'flash' ? 80 : 0, 6);
    if (kind === 'flash')
      expect(Math.hypot(...[0, 1, 2].map((k) => a.place[k] - cameraCentre(camera)[k]))).toBeLessThan(150);
  });
});

describe('what shines', () => {
  it('is skin as drawn and what is wet, not hair', () => {
    const skin = { alpha: 0.3, reflectance: 0.028 };
    const shine = shineOf({ textureOfTriangle: Uint8Array.of(0, 1, 4) }, Uint8Array.of(FACE_SKIN, FACE_SKIN, HAIR));
    expect(shine(0, skin)).toBe(skin);
    expect(shine(1, skin)?.alpha).toBeLessThan(0.2);
    expect(shine(2, skin)).toBeNull();
  });
});
