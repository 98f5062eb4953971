import { describe, expect, it } from 'vitest';
import { cropBox, type FaceBox, fromCrop } from '../../src/capture/detection/crop.ts';
import { poseOfFrame, teaserTimeline } from '../../src/deca/animation-timeline.ts';
import { codeLength, type DecaCodes, packCodes, unpackCodes } from '../../src/deca/codes.ts';
import { createMorphableDecoder, decodeShape, type FaceCodes, shapeCoefficients } from '../../src/deca/decode/morphable-decoder.ts';
import { shutMouth } from '../../src/deca/decode/shut-mouth.ts';
import { codesInBox, fuseCrops, fuseIdentity } from '../../src/deca/fuse-codes.ts';
import { createMirrorCodes } from '../../src/deca/mirror-codes.ts';
import { transferExpression } from '../../src/deca/transfer-expression.ts';
import { cameraOfCodes } from '../../src/deca/view-codes.ts';
import { project } from '../../src/geometry/camera.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { rotationFromAxisAngle } from '../../src/geometry/rotation.ts';
import { createJawRig, turnJaw } from '../../src/head/anatomy/jaw.ts';
import { findSlits, slitOpening } from '../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../src/head/head-model.ts';
import { evaluateShape } from '../../src/head/shape/shape-space.ts';
import { expectClose } from '../helpers/close.ts';

const head = loadBundledHead();
const decoder = createMorphableDecoder(head);
const { sizes } = decoder;

function randomCodes(seed: number): DecaCodes {
  const random = createRandom(seed);
  const normals = (count: number, scale: number) => Float64Array.from({ length: count }, () => scale * random.normal());
  return {
    shape: normals(sizes.shape, 0.7),
    albedo: normals(sizes.albedo, 1),
    expression: Float64Array.from({ length: sizes.expression }, () => 0.2 * random.uniform()),
    headPose: normals(3, 0.3),
    jawPose: Float64Array.of(0.2 * random.uniform(), 0, 0),
    camera: Float64Array.of(0.008 + 0.002 * random.uniform(), 5 * random.normal(), 5 * random.normal()),
    light: normals(27, 0.5),
  };
}

describe('codes', () => {
  it('survive packing', () => {
    const codes = randomCodes(1);
    const packed = packCodes(codes);
    expect(packed.length).toBe(codeLength(sizes));
    expect(unpackCodes(packed, sizes)).toEqual(codes);
    expect(() => unpackCodes(packed.subarray(1), sizes)).toThrow(/must be 243 numbers; received 242/);
  });
});

describe('the jaw', () => {
  const rig = createJawRig(head);
  const stride = 3 * head.vertexCount;
  const pivot = head.jointPositions.subarray(3 * rig.joint, 3 * rig.joint + 3);

  it('turned by its open angle is the mouth-open shape', () => {
    const turned = head.template.slice();
    turnJaw(rig, pivot, [rig.openAngle, 0, 0], turned);
    const shape = head.expressions.deltas.subarray(rig.expression * stride, (rig.expression + 1) * stride);
    expectClose(
      turned,
      head.template.map((x, i) => x + shape[i]),
      { atol: 1e-6 },
    );
    expect(rig.openAngle).toBeGreaterThan(0.2);
    const { mouth } = findSlits(head);
    expect(slitOpening(mouth, head.template)).toBeLessThan(1);
    expect(slitOpening(mouth, turned)).toBeGreaterThan(15);
  });

  it('at rest moves nothing, and moves no vertex by weights beyond 0..1', () => {
    const still = head.template.slice();
    turnJaw(rig, pivot, [0, 0, 0], still);
    expect(still).toEqual(head.template);
    expect(rig.weights.every((w) => w >= 0 && w <= 1)).toBe(true);
    expect(Math.max(...rig.weights)).toBeGreaterThan(0.9);
  });
});

describe('the decoder', () => {
  it('agrees with the shape space where the jaw is shut, and closely where it is open', () => {
    const codes = { ...randomCodes(2), jawPose: new Float64Array(3) };
    expectClose(decodeShape(decoder, codes), evaluateShape(decoder.space, shapeCoefficients(decoder, codes)), {
      atol: 1e-9,
    });
    const open = { ...codes, jawPose: Float64Array.of(0.15, 0, 0) };
    const a = decodeShape(decoder, open);
    const b = evaluateShape(decoder.space, shapeCoefficients(decoder, open));
    const rms = Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0) / head.vertexCount);
    expect(rms).toBeLessThan(1);
  });

  it('keeps the identity and takes the rest in a transfer', () => {
    const [own, driver] = [randomCodes(3), randomCodes(4)];
    const moved = transferExpression(own, driver);
    expect(moved.shape).toBe(own.shape);
    expect(moved.light).toBe(own.light);
    expect(moved.expression).toBe(driver.expression);
    expect(moved.jawPose).toBe(driver.jawPose);
  });
});

describe('lips', () => {
  const { mouth } = findSlits(head);
  const still = {
    ...randomCodes(13),
    shape: new Float64Array(sizes.shape),
    expression: new Float64Array(sizes.expression),
  };
  const opening = (codes: FaceCodes) => slitOpening(mouth, decodeShape(decoder, codes));

  it('that are nearly shut are shut, and open ones stay open', () => {
    const nearly = { ...still, jawPose: Float64Array.of(0.02, 0, 0) };
    expect(opening(nearly)).toBeGreaterThan(0.7);
    expect(opening(nearly)).toBeLessThan(2.5);
    expect(opening(shutMouth(decoder, nearly))).toBeCloseTo(0.45, 1);
    const open = { ...still, jawPose: Float64Array.of(0.2, 0, 0) };
    expect(shutMouth(decoder, open)).toBe(open);
  });
});

describe('mirrored codes', () => {
  const mirror = createMirrorCodes(decoder);

  it('decode to the mirrored face', () => {
    const codes = randomCodes(5);
    const points = embeddedPoints(
      head.embeddings.ibug68,
      decodeShape(decoder, { ...codes, jawPose: new Float64Array(3) }),
    );
    const mirrored = decodeShape(decoder, { ...mirror(codes), jawPose: new Float64Array(3) });
    const other = embeddedPoints(head.embeddings.ibug68, mirrored);
    // iBUG's outline runs from ear to ear: point l is point 16 - l of the mirror image.
    const errors = Array.from({ length: 17 }, (_, l) =>
      Math.hypot(points[3 * l] + other[3 * (16 - l)], points[3 * l + 1] - other[3 * (16 - l) + 1]),
    );
    expect(Math.max(...errors)).toBeLessThan(2.5);
  });

  it('twice are the face itself, pose and camera exactly', () => {
    const codes = randomCodes(6);
    const twice = mirror(mirror(codes));
    for (const key of ['headPose', 'camera', 'expression', 'light'] as const) expect(twice[key]).toEqual(codes[key]);
  });
});

describe('boxes', () => {
  const from: FaceBox = { x: 300, y: 250, size: 200, roll: 0.3 };
  const to: FaceBox = { x: 280, y: 265, size: 240, roll: -0.1 };
  const codes = randomCodes(7);
  /** Scaled orthography as codes.ts defines it, in pixels of the photograph. */
  const seen = (c: DecaCodes, box: FaceBox, point: readonly number[]): [number, number] => {
    const r = rotationFromAxisAngle(c.headPose[0], c.headPose[1], c.headPose[2]);
    const [x, y] = [0, 1].map((i) => r[3 * i] * point[0] + r[3 * i + 1] * point[1] + r[3 * i + 2] * point[2]);
    const [u, v] = [c.camera[0] * (x + c.camera[1]), c.camera[0] * (y + c.camera[2])];
    return fromCrop(box, 224, false, ((u + 1) / 2) * 224, ((1 - v) / 2) * 224);
  };

  it('change how codes are written, not what they show', () => {
    for (const point of [
      [0, 0, 0],
      [30, -50, 40],
      [-70, 20, -60],
    ])
      expectClose(seen(codesInBox(codes, from, to), to, point), seen(codes, from, point), { atol: 1e-9 });
  });

  it('and a far camera see the same', () => {
    const camera = cameraOfCodes(codes, from, 640, 480, 1e7);
    for (const point of [
      [0, 0, 0],
      [30, -50, 40],
      [-70, 20, -60],
    ])
      expectClose(project(camera, point).subarray(0, 2), seen(codes, from, point), { atol: 1e-2 });
  });

  it('cut out the crop that they name', () => {
    const image = {
      width: 64,
      height: 64,
      channels: 3,
      data: Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => Math.floor(i / 3) % 64),
    };
    const crop = cropBox([image], { x: 32, y: 32, size: 32, roll: 0 }, 32, true);
    expect(crop[0]).toBeGreaterThan(crop[3 * 31]);
  });
});

describe('fusing', () => {
  it('weighs shapes by their expected errors', () => {
    const [a, b] = [randomCodes(8), randomCodes(9)];
    const fused = fuseIdentity([
      { codes: a, logVariance: Math.log(1) },
      { codes: b, logVariance: Math.log(3) },
    ]);
    expectClose(
      fused.shape,
      a.shape.map((x, k) => 0.75 * x + 0.25 * b.shape[k]),
      { atol: 1e-12 },
    );
    expect(Math.exp(fused.logVariance)).toBeCloseTo(1.5);
  });

  it('of one crop gives it back', () => {
    const codes = randomCodes(10);
    const fused = fuseCrops([{ codes, logVariance: 0.4 }]);
    expect(fused.logVariance).toBeCloseTo(0.4);
    expectClose(packCodes(fused.codes), packCodes(codes), { atol: 1e-9 });
  });
});

describe('the teaser', () => {
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
