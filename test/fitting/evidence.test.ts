import { describe, expect, it } from 'vitest';
import type { View } from '../../src/capture/load-capture.ts';
import type { AsmFitError } from '../../src/errors.ts';
import { METRES, MILLIMETRES, type NamedUnit } from '../../src/fitting/evidence/checks/capture-unit.ts';
import { type CheckedCameras, checkCameras } from '../../src/fitting/evidence/checks/check-cameras.ts';
import { checkEvidence } from '../../src/fitting/evidence/checks/check-evidence.ts';
import { checkLenses } from '../../src/fitting/evidence/checks/check-lenses.ts';
import { checkMasks } from '../../src/fitting/evidence/checks/check-masks.ts';
import type { GivenRig } from '../../src/fitting/evidence/checks/given-rig.ts';
import { mirroredLandmarks, mirrorObservation } from '../../src/fitting/evidence/checks/mirror-observation.ts';
import { placeHead } from '../../src/fitting/evidence/checks/place-head.ts';
import { repeatedPictures } from '../../src/fitting/evidence/checks/repeated-pictures.ts';
import { steadyLandmarks } from '../../src/fitting/evidence/checks/steady-landmarks.ts';
import { landmarkPoints } from '../../src/fitting/evidence/landmark-points.ts';
import type { Observation } from '../../src/fitting/evidence/observation.ts';
import { landmarkError } from '../../src/fitting/finish/landmark-error.ts';
import { pixelWarnings } from '../../src/fitting/finish/odd-views.ts';
import { type Camera, cameraCentre, project } from '../../src/geometry/camera.ts';
import { createLeastSquares } from '../../src/geometry/least-squares.ts';
import { createRandom, type Random } from '../../src/geometry/random.ts';
import {
  multiply3,
  rotationDistance,
  rotationFromAxisAngle,
  rotationFromEuler,
  transpose3,
} from '../../src/geometry/rotation.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { createShapeSpace, evaluateShape, expressionStart, pointPositions } from '../../src/head/shape/shape-space.ts';

const head = loadBundledHead();
const space = createShapeSpace(head);
const landmarks = landmarkPoints(space);
const steady = steadyLandmarks(head);
const FACING = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1);
const radians = Math.PI / 180;

/** Landmarks of someone with an expression of the view's own, as a detector would find them: a little off. */
function observe(camera: Camera, identity: Float64Array, random: Random): Observation {
  const coefficients = identity.slice();
  for (let k = 0; k < 3; k++)
    coefficients[expressionStart(space) + Math.floor(random.uniform() * space.expressionCount)] =
      0.5 * random.uniform();
  const pixels = project(camera, pointPositions(landmarks, evaluateShape(space, coefficients)));
  const scale = camera.fx / camera.translation[2];
  return {
    points: Float64Array.from(
      { length: 2 * landmarks.count },
      (_, i) => pixels[3 * (i >> 1) + (i & 1)] + 0.7 * scale * random.normal(),
    ),
    confidence: Float64Array.from({ length: landmarks.count }, (_, l) => (l < 468 ? 1 : 0)),
  };
}

function person(random: Random): Float64Array {
  const out = new Float64Array(space.count);
  for (let k = 0; k < space.identityCount; k++) out[k] = Math.max(-2, Math.min(2, random.normal()));
  return out;
}

/** A world that is not the head's, so that nothing cancels by chance. */
const WORLD = rotationFromEuler(0.3, -0.8, 0.2);
const ORIGIN = [140, -60, 220];

function inWorld(camera: Camera): Camera {
  const rotation = multiply3(camera.rotation, transpose3(WORLD));
  const shift = times(rotation, ORIGIN);
  return { ...camera, rotation, translation: camera.translation.map((x, k) => x - shift[k]) };
}

function times(r: ArrayLike<number>, t: ArrayLike<number>): Float64Array {
  return Float64Array.from([0, 1, 2], (k) => r[3 * k] * t[0] + r[3 * k + 1] * t[1] + r[3 * k + 2] * t[2]);
}

interface Shot {
  readonly seen: Camera;
  readonly observation: Observation;
}

function shoot(seed: number, yaws: readonly number[], width = 1200, height = 900): Shot[] {
  const random = createRandom(seed);
  const identity = person(random);
  const focal = (1.4 + random.uniform()) * width;
  return yaws.map((yaw) => {
    const rotation = multiply3(
      rotationFromEuler(0, 0, 4 * random.normal() * radians),
      multiply3(FACING, rotationFromEuler(8 * random.normal() * radians, yaw * radians, 0)),
    );
    const seen: Camera = {
      width,
      height,
      fx: focal,
      fy: focal,
      cx: width / 2 + 8,
      cy: height / 2 - 5,
      rotation,
      translation: Float64Array.of(12 * random.normal(), 12 * random.normal(), (focal / width) * 420),
    };
    return { seen, observation: observe(seen, identity, random) };
  });
}

type Mistake = (camera: Camera, v: number, all: readonly Camera[]) => Camera;
const none: Mistake = (camera) => camera;

function rigOf(shots: readonly Shot[], mistake: Mistake = none, unit: NamedUnit | null = MILLIMETRES): GivenRig {
  const cameras = shots.map(({ seen }) => inWorld(seen));
  const views = shots.map(({ observation }, v) => {
    const camera = mistake(cameras[v], v, cameras);
    const placed = placeHead(steady, observation, camera, null);
    if (placed === null) throw new Error('a face must be placed');
    return { name: `photo${v}.jpg`, camera, observation, placed };
  });
  return { head, steady, bias: null, views, unit, size: unit === null ? null : 1 };
}

function check(shots: readonly Shot[], mistake: Mistake = none, unit: NamedUnit | null = MILLIMETRES): CheckedCameras {
  return checkCameras(rigOf(shots, mistake, unit), 'capture.json');
}

function refusal(shots: readonly Shot[], mistake: Mistake, unit: NamedUnit | null = MILLIMETRES): AsmFitError {
  try {
    check(shots, mistake, unit);
  } catch (error) {
    return error as AsmFitError;
  }
  throw new Error('these cameras must be refused');
}

const axes =
  (...signs: readonly number[]): Mistake =>
  (camera) => ({
    ...camera,
    rotation: camera.rotation.map((x, i) => signs[Math.floor(i / 3)] * x),
    translation: camera.translation.map((x, k) => signs[k] * x),
  });
const opengl = axes(1, -1, -1);
const toWorld: Mistake = (camera) => ({
  ...camera,
  rotation: transpose3(camera.rotation),
  translation: Float64Array.from(cameraCentre(camera)),
});
const longer =
  (factor: number): Mistake =>
  (camera) => ({ ...camera, translation: camera.translation.map((x) => factor * x) });
const turnedInPlace =
  (degrees: number): Mistake =>
  (camera) => {
    const turn = rotationFromAxisAngle(0.2, degrees * radians, 0);
    return { ...camera, rotation: multiply3(turn, camera.rotation), translation: times(turn, camera.translation) };
  };
const only =
  (index: number, mistake: Mistake): Mistake =>
  (camera, v, all) =>
    v === index ? mistake(camera, v, all) : camera;

const YAWS = [-3, 24, -19, 46, -37];

describe('given cameras', () => {
  it('that are right never raise an alarm, whoever stands between them', () => {
    for (let seed = 1; seed <= 15; seed++) {
      const random = createRandom(1000 + seed);
      const yaws = Array.from({ length: 2 + (seed % 6) }, () => 110 * (random.uniform() - 0.5));
      const unit = [MILLIMETRES, METRES, null][seed % 3];
      expect({ seed, ...check(shoot(seed, yaws), none, unit) }).toEqual({ seed, contradicted: [], warnings: [] });
    }
  });

  it('with two degrees and a per cent of noise pass too', () => {
    for (let seed = 1; seed <= 15; seed++) {
      const random = createRandom(2000 + seed);
      const yaws = Array.from({ length: 2 + (seed % 6) }, () => 80 * (random.uniform() - 0.5));
      const noisy: Mistake = (camera) => {
        const axis = [0, 1, 2].map(() => random.normal());
        const angle = ((1 + random.uniform()) * radians) / Math.hypot(...axis);
        const turn = rotationFromAxisAngle(axis[0] * angle, axis[1] * angle, axis[2] * angle);
        const zoom = 1 + 0.01 * random.normal();
        return {
          ...camera,
          fx: camera.fx * zoom,
          fy: camera.fy * zoom,
          rotation: multiply3(turn, camera.rotation),
          translation: times(turn, camera.translation),
        };
      };
      expect({ seed, ...check(shoot(seed, yaws), noisy) }).toEqual({ seed, contradicted: [], warnings: [] });
    }
  });

  const conventions: readonly (readonly [string, Mistake, RegExp])[] = [
    [
      'OpenGL axes',
      opengl,
      /OpenGL's camera axes.* \(to \d\.\d % .*\); as given they are .*behind them in 5 of 5 views/,
    ],
    ['camera-to-world', toWorld, /read as camera-to-world, X = R x_cam \+ t/],
    [
      'camera-to-world in OpenGL axes',
      (c, v, all) => toWorld(opengl(c, v, all), v, all),
      /camera-to-world in OpenGL's axes/,
    ],
    ['centres for t', (c) => ({ ...c, translation: Float64Array.from(cameraCentre(c)) }), /the camera's centre for t/],
    ['R transposed', (c) => ({ ...c, rotation: transpose3(c.rotation) }), /R transposed/],
    ['x left, y up', axes(-1, -1, 1), /x left and y up/],
    ['t negated', (c) => ({ ...c, translation: c.translation.map((x) => -x) }), /t with the other sign/],
    [
      'K of pictures twice as large',
      (c) => ({ ...c, fx: 2 * c.fx, fy: 2 * c.fy, cx: 2 * c.cx, cy: 2 * c.cy }),
      /K of pictures of another size/,
    ],
    [
      'cameras one off',
      (_, v, all) => all[(v + 1) % all.length],
      /cameras in another order \(photo0\.jpg has that of photo4\.jpg/,
    ],
    [
      'every R one off',
      (c, v, all) => ({ ...c, rotation: all[(v + 2) % all.length].rotation }),
      /every R in another order \(photo0\.jpg has that of photo3\.jpg/,
    ],
  ];
  for (const [name, mistake, message] of conventions)
    for (const unit of [MILLIMETRES, null])
      it(`in another convention are refused and it is named: ${name}, unit ${unit?.name ?? 'unknown'}`, () => {
        const error = refusal(shoot(7, YAWS), mistake, unit);
        expect(error.kind).toBe('input');
        expect(error.message).toMatch(message);
        expect(error.hint).toContain('--ignore-cameras');
      });

  it('with K of a picture on its side are refused and it is named', () => {
    const swap: Mistake = (c) => ({ ...c, cx: c.cy, cy: c.cx });
    expect(refusal(shoot(7, [-80, -40, 0, 40, 80], 2400, 1080), swap).message).toMatch(/width and height swapped/);
  });

  it('with a principal point in the corner are refused and it is named', () => {
    const shots = shoot(7, [-80, -40, 0, 40, 80]);
    for (const at of [0, 0.5])
      expect(refusal(shots, (c) => ({ ...c, cx: at, cy: at })).message).toMatch(
        /principal point in the picture's middle/,
      );
  });

  it('in another unit are refused and it is named', () => {
    const shots = shoot(11, YAWS);
    expect(refusal(shots, longer(1e-3)).message).toMatch(/millimetres; received .* 0\.0\d+ mm apart .* read in metres/);
    expect(refusal(shots, longer(0.1)).message).toMatch(/read in centimetres/);
    expect(refusal(shots, longer(1 / 25.4)).message).toMatch(/read in inches/);
    expect(refusal(shots, longer(1000), METRES).message).toMatch(/metres; received .* read in millimetres/);
    expect(refusal(shots, longer(40)).message).toMatch(/eye corners lie \d{4} mm apart/);
    expect(refusal(shots, (c, v, all) => longer(1e-3)(toWorld(c, v, all), v, all)).hint).toMatch(/R\^T.*"unit": "m"/);
    expect(check(shots, longer(0.02), null)).toEqual({ contradicted: [], warnings: [] });
    expect(check(shots, longer(0.55)).warnings.join()).toMatch(/outer eye corners \d\d mm apart/);
  });

  it('of pictures that were mirrored or turned are refused', () => {
    const mirror = mirroredLandmarks(head);
    const shots = shoot(13, YAWS);
    const flipped = shots.map((shot) => ({ ...shot, observation: mirrorObservation(shot.observation, mirror, 1200) }));
    expect(refusal(flipped, none).message).toMatch(/read as pictures that are mirror images/);
    const turned = shoot(13, YAWS, 900, 1200).map(({ seen, observation }) => {
      const points = observation.points.map((_, i) =>
        i % 2 === 0 ? 1200 - observation.points[i + 1] : observation.points[i - 1],
      );
      return { seen: { ...seen, width: 1200, height: 900 }, observation: { ...observation, points } };
    });
    expect(refusal(turned, none).message).toMatch(/turned by 90 degrees clockwise/);
  });

  const single: readonly (readonly [string, Mistake, RegExp])[] = [
    ['turned by 25 degrees', turnedInPlace(25), /turned by 2\d degrees, \d{3} % of the inter-ocular distance aside/],
    ['turned by 12 degrees', turnedInPlace(-12), /aside/],
    ['R of another view', (c, _, all) => ({ ...c, rotation: all[0].rotation }), /it has the R of photo0\.jpg/],
    ['camera of another view', (_, __, all) => all[3], /it has the same camera as photo3\.jpg/],
    ['OpenGL axes', opengl, /behind the camera; read as OpenGL's camera axes/],
  ];
  for (const [name, mistake, message] of single)
    it(`of which one is wrong: that view is named and set aside (${name})`, () => {
      for (const [seed, wrong] of [
        [3, 1],
        [4, 2],
        [5, 4],
      ]) {
        const { contradicted, warnings } = check(shoot(seed, YAWS), only(wrong, mistake));
        expect(contradicted).toEqual([wrong]);
        expect(warnings).toHaveLength(1);
        expect(warnings[0]).toMatch(new RegExp(`^photo${wrong}\\.jpg: its camera does not explain its landmarks`));
        expect(warnings[0]).toMatch(message);
      }
    });

  it('of which one picture is mirrored: it is named', () => {
    const shots = shoot(17, YAWS);
    const mirror = mirroredLandmarks(head);
    const flipped = shots.map((shot, v) =>
      v === 1 ? { ...shot, observation: mirrorObservation(shot.observation, mirror, 1200) } : shot,
    );
    expect(check(flipped).warnings.join()).toMatch(/^photo1\.jpg: .*as a mirror image it would fit/);
  });

  it('of two that contradict each other are refused with both names', () => {
    const error = refusal(shoot(19, [0, 30]), only(1, turnedInPlace(35)));
    expect(error.message).toMatch(/no head explains the views/);
    expect(error.message).toMatch(/photo0\.jpg.*photo1\.jpg/);
  });

  it('that are one and the same are refused where the face turns, and not where it does not', () => {
    const same: Mistake = (_, __, all) => all[0];
    for (const yaws of [[0, 25], [0, 20, -20], YAWS])
      expect(refusal(shoot(23, yaws), same).message).toMatch(/one and the same camera .* turns by up to \d\d degrees/);
    const still = shoot(29, [8]);
    const random = createRandom(4);
    const identity = person(random);
    const shots = [0, 1, 2].map(() => ({ ...still[0], observation: observe(still[0].seen, identity, random) }));
    for (const unit of [MILLIMETRES, null])
      expect(check(shots, none, unit)).toEqual({ contradicted: [], warnings: [] });
  });
});

describe('a head placed in one photograph', () => {
  const [{ seen, observation }] = shoot(41, [20]);
  const placed = placeHead(steady, observation, seen, null) as NonNullable<ReturnType<typeof placeHead>>;

  it('lies where it was', () => {
    expect((rotationDistance(placed.rotation, seen.rotation) * 180) / Math.PI).toBeLessThan(6);
    expect(placed.centre[2] / seen.translation[2]).toBeCloseTo(1, 0);
    expect(placed.rms).toBeLessThan(0.04);
  });

  it('is as stiff against a turn as its landmarks move when it shifts to make up for it', () => {
    const w = [0.01, -0.015, 0.008];
    const pixels = (turn: readonly number[], shift: readonly number[]): Float64Array =>
      project(
        {
          ...seen,
          rotation: multiply3(rotationFromAxisAngle(turn[0], turn[1], turn[2]), placed.rotation),
          translation: placed.centre.map((x, k) => x + shift[k]),
        },
        steady.points,
      );
    const still = pixels([0, 0, 0], [0, 0, 0]);
    const turned = pixels(w, [0, 0, 0]);
    const shifted = [0, 1, 2].map((k) =>
      pixels(
        [0, 0, 0],
        [0, 1, 2].map((i) => (i === k ? 0.1 : 0)),
      ),
    );
    // Only MediaPipe's points are observed, all alike.
    const seenRows = Array.from({ length: 2 * steady.indices.length }, (_, i) => i).filter(
      (i) => steady.indices[i >> 1] < 468,
    );
    const at = (values: Float64Array, i: number): number => values[3 * (i >> 1) + (i & 1)];
    const system = createLeastSquares(3);
    const slopes = (i: number): number[] => shifted.map((values) => (at(values, i) - at(still, i)) / 0.1);
    for (const i of seenRows) system.add(slopes(i), at(still, i) - at(turned, i), 1);
    const best = system.solve() as Float64Array;
    const left = seenRows.map(
      (i) => at(turned, i) - at(still, i) + slopes(i).reduce((sum, x, k) => sum + x * best[k], 0),
    );
    const iod = (steady.iod * seen.fx) / placed.centre[2];
    const rms = Math.sqrt((2 * left.reduce((sum, x) => sum + x * x, 0)) / left.length) / iod;
    const s = placed.stiffness;
    const predicted = Math.sqrt(w.reduce((sum, a, i) => sum + w.reduce((t, b, j) => t + a * s[3 * i + j] * b, 0), 0));
    expect(predicted / rms).toBeCloseTo(1, 1);
  });
});

describe('other evidence', () => {
  const view = (name: string, more: object) =>
    ({ name, image: { width: 80, height: 60, data: new Uint8Array(80 * 60 * 3) }, mask: null, ...more }) as never;

  it('focal lengths that no lens has are refused with the view and the number', () => {
    const lens = (focal: number, sigmaLog = 1e-3) => view('a/7.png', { focalPrior: { focal, sigmaLog } });
    for (const focal of [2e-5, 4, 7e8])
      expect(() => checkLenses([lens(100), lens(focal)], 'capture.json')).toThrow(
        new RegExp(`a/7\\.png: K must span .* ${focal.toPrecision(3).replace('+', '\\+')} pixels`),
      );
    checkLenses([lens(40), lens(4000), lens(7e8, 0.06)], 'capture.json');
  });

  const face: Observation = {
    points: Float64Array.of(20, 20, 60, 20, 40, 50),
    confidence: Float64Array.of(1, 1, 1),
  };

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
          observation: { scheme: 'mediapipe468' as const, points, confidence },
          presence: 1,
        };
      });
      const capture = {
        folder: 'c',
        source: 'c',
        unit: 'unknown' as const,
        views: used.map((entry) => entry.view),
        scan: null,
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

  it('masks that keep nothing of a face are said, and refused where none keeps any', () => {
    const white = new Uint8Array(80 * 60).fill(1);
    const right = white.map((_, i) => (i % 80 > 65 ? 1 : 0));
    const masked = (mask: Uint8Array | null) => view('m.png', { mask });
    expect(checkMasks([masked(white), masked(null)], [face, face], 'x')).toEqual([]);
    expect(checkMasks([masked(white), masked(white.map(() => 0))], [face, face], 'x').join()).toMatch(/keeps no pixel/);
    expect(checkMasks([masked(white), masked(right)], [face, face], 'x').join()).toMatch(
      /leaves out 100 % of the face/,
    );
    expect(() => checkMasks([masked(right), masked(white.map(() => 0))], [face, face], 'x')).toThrow(/in 2 of 2 views/);
  });

  it('copies of a picture are named, also brighter and larger ones; other pictures are not', () => {
    const picture = (name: string, seed: number, scale: number, gain: number) => {
      const [width, height] = [80 * scale, 60 * scale];
      const data = new Uint8Array(width * height * 3);
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          data.fill(
            gain * (120 + 60 * Math.sin((x / scale) * 0.2 + seed) + 30 * Math.cos((y / scale) * 0.3 * seed)),
            3 * (y * width + x),
            3 * (y * width + x) + 3,
          );
      return {
        view: view(name, { image: { width, height, data } }),
        face: { ...face, points: face.points.map((p) => p * scale) },
      };
    };
    const all = [picture('a', 1, 2, 1), picture('b', 2, 2, 1), picture('c', 1, 4, 0.8), picture('d', 3, 2, 1)];
    const warnings = repeatedPictures(
      all.map((p) => p.view),
      all.map((p) => p.face),
    );
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^a, c: the same picture/);
  });

  it('views whose pixels the head does not explain are named', () => {
    const views = [31, 29, 33, 24.5, null].map((psnrDb, v) => ({ name: `p${v}`, psnrDb }));
    expect(pixelWarnings(views)).toEqual([
      expect.stringMatching(/^p3: the head looks unlike this view, 7 dB worse/),
      expect.stringMatching(/^p4: the head covers no pixel of this view/),
    ]);
    expect(
      pixelWarnings([
        { name: 'a', psnrDb: 20 },
        { name: 'b', psnrDb: 31 },
      ]),
    ).toEqual([]);
    expect(pixelWarnings([31, 28, 33.5, 27.8].map((psnrDb, v) => ({ name: `q${v}`, psnrDb })))).toEqual([]);
  });

  it('an error behind the camera is none: never negative', () => {
    const [{ seen, observation }] = shoot(31, [10]);
    const points = pointPositions(landmarks, head.template);
    expect(landmarkError(seen, points, observation, null)?.rmsPercentIod).toBeGreaterThan(0);
    const behind = { ...seen, translation: seen.translation.map((x) => -x) };
    expect(landmarkError(behind, points, observation, null)).toBeNull();
    const within = { ...seen, translation: Float64Array.of(0, 0, 1) };
    expect(landmarkError(within, points, observation, null)).toBeNull();
  });
});
