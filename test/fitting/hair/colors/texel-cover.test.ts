import { describe, expect, it } from 'vitest';
import { BACKGROUND, CLOTHES, FACE_SKIN, HAIR } from '../../../../src/capture/segmentation/classes.ts';
import type { HairTexels } from '../../../../src/fitting/hair/colors/hair-texels.ts';
import { addVotes, rayVotes, texelPixels } from '../../../../src/fitting/hair/colors/texel-cover.ts';
import { cameraCentre } from '../../../../src/geometry/camera.ts';
import { orbitCamera } from '../../../../src/geometry/orbit-camera.ts';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';

const PIXELS = 64;
const DISTANCE = 1000;
const camera = orbitCamera({ yaw: 0, pitch: 0, distanceMm: DISTANCE, heightMm: 400, pixels: PIXELS });
const eye = cameraCentre(camera);

/** One texel in the middle, its normal turned away from the camera by an angle, degrees. */
function texel(degrees: number, trust: { readonly skin: number; readonly clothes: number }, edgeMm = 0): HairTexels {
  const turn = (Math.PI / 180) * degrees;
  const out = Math.sign(eye[2]);
  return {
    size: 4,
    rows: { from: 0, to: 4 },
    index: Uint32Array.of(5),
    scalpFrom: 0,
    positions: Float64Array.of(0, 0, 0),
    normals: Float64Array.of(Math.sin(turn), 0, out * Math.cos(turn)),
    edge: Float32Array.of(edgeMm),
    thickness: Float32Array.of(0),
    bare: Float32Array.of(0),
    skinTrust: Float32Array.of(trust.skin),
    clothesTrust: Float32Array.of(trust.clothes),
  };
}

/** A picture of one class whose nearest surface lies so far before the texel, mm. */
function votes(of: HairTexels, label: number, beforeMm = 0, cover = label === HAIR ? 1 : 0): readonly [number, number] {
  const labels = new Uint8Array(PIXELS * PIXELS).fill(label);
  const depth = new Float64Array(PIXELS * PIXELS).fill(Math.hypot(...eye) - beforeMm);
  const told = rayVotes(of);
  const { memory } = plainKernels();
  const pixels = texelPixels(memory, of, { camera, depth });
  addVotes(memory, of, { camera, labels, pixels, cover: new Float32Array(labels.length).fill(cover) }, told);
  return [told.hair[0], told.all[0]];
}

describe('votes of a texel', () => {
  const full = { skin: 1, clothes: 1 };
  // Of the shell's own edge, on which it lies: half of 0.05.
  const [OWN, ALL] = [0.025, 0.05];

  it('count by the square of the cosine under which a view sees it', () => {
    for (const degrees of [0, 30, 60]) {
      const weight = Math.cos((Math.PI / 180) * degrees) ** 2;
      const [hair, all] = votes(texel(degrees, full), HAIR);
      expect(hair).toBeCloseTo(OWN + weight, 5);
      expect(all).toBeCloseTo(ALL + weight, 5);
    }
    expect(votes(texel(120, full), HAIR)).toEqual([OWN, ALL]);
  });

  it('are none where something lies before it', () => {
    expect(votes(texel(0, full), HAIR, 10)).toEqual([OWN, ALL]);
    expect(votes(texel(0, full), HAIR, 2)[1]).toBeCloseTo(ALL + 1, 5);
  });

  it('are of skin and clothes as far as these are believed, and none of the background', () => {
    const [skin, all] = votes(texel(0, { skin: 0.02, clothes: 1 }), FACE_SKIN);
    expect([skin, all - ALL]).toEqual([OWN, expect.closeTo(0.02, 5)]);
    expect(votes(texel(0, { skin: 1, clothes: 0.3 }), CLOTHES)[1] - ALL).toBeCloseTo(0.3, 5);
    expect(votes(texel(0, full), BACKGROUND)).toEqual([OWN, ALL]);
  });

  it('are of hair and of skin by how much hair covers of a pixel, whatever its class', () => {
    for (const label of [HAIR, FACE_SKIN]) {
      const [hair, all] = votes(texel(0, full), label, 0, 0.3);
      expect([hair - OWN, all - ALL]).toEqual([expect.closeTo(0.3, 5), expect.closeTo(1, 5)]);
    }
  });

  it('are of their class where skin is not believed: around ears', () => {
    const [hair, all] = votes(texel(0, { skin: 0, clothes: 1 }), HAIR, 0, 0.3);
    expect([hair - OWN, all - ALL]).toEqual([expect.closeTo(1, 5), expect.closeTo(1, 5)]);
    expect(votes(texel(0, { skin: 0, clothes: 1 }), FACE_SKIN, 0, 0.3)).toEqual([OWN, ALL]);
  });

  it('are the shell’s own where nobody sees it: all hair 10 mm inside its edge, none as far outside', () => {
    for (const [edge, share] of [
      [-20, 0],
      [-10, 0],
      [5, 0.75],
      [10, 1],
      [20, 1],
    ])
      expect(votes(texel(120, full, edge), HAIR)).toEqual([expect.closeTo(share * ALL, 8), ALL]);
  });
});
