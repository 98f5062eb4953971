import { describe, expect, it } from 'vitest';
import { buildRig, rigWork } from '../../../../src/export/rig/build-rig.ts';
import { INFLUENCES } from '../../../../src/export/rig/rig-primitives.ts';
import { describeFit } from '../../../../src/fitting/finish/describe-fit.ts';
import { quaternionFromAxisAngle } from '../../../../src/geometry/quaternion.ts';
import { AHEAD, type EyesGaze, eyeballs, gazeTurn } from '../../../../src/head/anatomy/eyes/eyeballs.ts';
import { oklabFromLinear } from '../../../../src/image/oklab.ts';
import { loadPartImages } from '../../../../src/render/mesh/head-mesh.ts';
import { eyeColors } from '../../../../src/render/texture/eye-texture.ts';
import { fittedDemo } from '../../../helpers/fitting/fitted-demo.ts';

const { kernels, head, fitted } = await fittedDemo();
const painting = { textureSize: null, complete: 'albedo', hair: 'none', keepExpression: false, detail: false } as const;
const gaze = (yaw: number): EyesGaze => ({ left: { yaw, pitch: -0.1 }, right: { yaw: yaw + 0.02, pitch: -0.1 } });
const wishes = { influences: INFLUENCES, shapes: [], extras: [], keepExpression: false };

describe('eyes of a fit', async () => {
  const described = await describeFit(kernels, fitted, painting);

  it('look ahead where they do, and are as brown as they were painted', async () => {
    for (const found of fitted.gazes) {
      if (found === null) throw new Error('no gaze');
      const yaw = (found.left.yaw + found.right.yaw) / 2;
      expect(Math.hypot(yaw, found.left.pitch) * (180 / Math.PI)).toBeLessThan(6);
    }
    const { iris } = described.eyes.look;
    if (iris === null) throw new Error('no iris');
    const shipped = oklabFromLinear(eyeColors(head, (await loadPartImages(head)).eye).iris);
    expect(100 * Math.hypot(...oklabFromLinear(iris).map((x, k) => x - shipped[k]))).toBeLessThan(12);
  });

  it('are turned by their joints in the clips, elsewhere in a clip of its own, and look ahead at rest', () => {
    const looking = { ...fitted, gazes: [gaze(0.3), gaze(-0.2)] };
    const rig = buildRig(kernels, rigWork(looking, wishes)).head;
    const names = fitted.observed.used.map(({ view }) => view.name);
    const clips = rig.animations ?? [];
    expect(clips.map(({ name }) => name)).toEqual(['captured', `captured ${names[1]}`]);
    for (const [c, yaw] of [0.3, -0.2].entries())
      expect(Array.from(clips[c].rotations.get('eye_L') ?? [])).toEqual(
        Array.from(Float32Array.from(quaternionFromAxisAngle(gazeTurn(gaze(yaw).left)))),
      );
    expect([...clips[1].weights]).toEqual([...clips[0].weights]);
    for (const primitive of rig.primitives.filter(({ texture }) => texture === 'eye'))
      expect(primitive.morphs.has('captured')).toBe(false);
    const rest = eyeballs(head, head.template);
    eyeballs(head, fitted.neutral.positions).forEach(({ axis }, e) => {
      expect(Math.hypot(...axis.map((x, k) => x - rest[e].axis[k]))).toBeLessThan(0.05);
    });
  });

  it('have no turn where no view shows them', () => {
    const blind = { ...fitted, gazes: [null, null] };
    const rig = buildRig(kernels, rigWork(blind, wishes)).head;
    expect(rig.animations?.map(({ rotations }) => rotations.has('eye_L'))).toEqual([false]);
    expect(gazeTurn(AHEAD).every((x) => x === 0)).toBe(true);
  });
});
