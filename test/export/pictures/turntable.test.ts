import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ballAround, cameraAround } from '../../../src/export/pictures/around-head.ts';
import { encodeMp4 } from '../../../src/export/pictures/encode-mp4.ts';
import { HEAD_SIDES, type HeadSide } from '../../../src/export/pictures/head-sides.ts';
import { rigMesh } from '../../../src/export/pictures/rig-mesh.ts';
import { encodeWebp, headPicture, pictureHead, turnOf } from '../../../src/export/pictures/turntable.ts';
import { project } from '../../../src/geometry/camera.ts';
import { linearFromSrgb } from '../../../src/image/color.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { plainPng, smallRig, stripRig } from '../../helpers/meshes/small-rig.ts';

const plain = (red: number): ByteImage => ({ width: 32, height: 32, data: new Uint8Array(3 * 32 * 32).fill(red) });

describe('the camera around a head', () => {
  const ball = ballAround([-80, -100, -90, 80, 140, 110]);

  it('keeps the middle in the middle, and the whole ball in the picture, from every side', () => {
    for (const side of Object.values(HEAD_SIDES)) {
      const camera = cameraAround(ball, side, 200);
      const [x, y] = project(camera, Float64Array.from(ball.centre));
      expect([x, y]).toEqual([expect.closeTo(100, 9), expect.closeTo(100, 9)]);
    }
    const camera = cameraAround(ball, HEAD_SIDES.front, 200);
    const [, top] = project(camera, Float64Array.of(ball.centre[0], 140, ball.centre[2]));
    expect(top).toBeCloseTo(0, 9);
  });

  it("stands on the subject's left for left, whose nose points to the picture's left then", () => {
    const nose = Float64Array.of(0, 20, 110);
    expect(project(cameraAround(ball, HEAD_SIDES.left, 200), nose)[0]).toBeLessThan(80);
    expect(project(cameraAround(ball, HEAD_SIDES.right, 200), nose)[0]).toBeGreaterThan(120);
    expect(project(cameraAround(ball, HEAD_SIDES.above, 200), nose)[1]).toBeGreaterThan(110);
  });

  it('goes once around, from the front', () => {
    expect(turnOf(4).map(({ yaw }) => yaw)).toEqual([0, 90, 180, 270]);
  });
});

describe('a picture of a rig', () => {
  it('is square, of its texture in front of grey, and shows no back of a surface', async () => {
    const kernels = plainKernels();
    const head = await pictureHead(kernels, smallRig(await plainPng(200), await plainPng(10)));
    const front = await headPicture(kernels, head, HEAD_SIDES.front, 64);
    const middle = (image: ByteImage) => Array.from(image.data.subarray(3 * (64 * 32 + 32), 3 * (64 * 32 + 32) + 3));
    expect(front).toMatchObject({ width: 64, height: 64 });
    const [red, green] = middle(front);
    expect(red).toBeGreaterThan(green + 40);
    expect(Array.from(front.data.subarray(0, 3))).toEqual([236, 238, 241]);
    expect(middle(await headPicture(kernels, head, HEAD_SIDES.back, 64))).toEqual([236, 238, 241]);
  });
});

describe('a soft edge in a picture', async () => {
  const kernels = plainKernels();
  const head = await pictureHead(kernels, await stripRig(await plainPng(200), { red: 20 }));
  const bare = await pictureHead(kernels, smallRig(await plainPng(200), await plainPng(200)));
  const shown = async (of: typeof head, side: HeadSide, x: number): Promise<number[]> => {
    const { data } = await headPicture(kernels, of, side, 96);
    return Array.from(data.subarray(3 * (96 * 48 + x), 3 * (96 * 48 + x) + 3), (byte) => linearFromSrgb(byte / 255));
  };

  it('covers in full, by half in linear light, and not at all what lies behind it', async () => {
    const [full, half, none] = await Promise.all([24, 48, 72].map((x) => shown(head, HEAD_SIDES.front, x)));
    const skin = await shown(bare, HEAD_SIDES.front, 48);
    expect(full[1]).toBeLessThan(0.01);
    expect(none[1] / skin[1]).toBeCloseTo(1, 1);
    for (const c of [0, 1, 2]) expect(half[c]).toBeCloseTo(0.498 * full[c] + 0.502 * skin[c], 2);
  });

  it('is hidden by what lies before it, and hides nothing where it is clear', async () => {
    const behind = await stripRig(await plainPng(200), { red: 20, beforeMm: -2 });
    const hidden = await pictureHead(kernels, behind);
    const skin = await shown(bare, HEAD_SIDES.front, 48);
    expect((await shown(hidden, HEAD_SIDES.front, 48))[1] / skin[1]).toBeCloseTo(1, 1);
    const {
      layers: [edge],
      uvs,
    } = await rigMesh(behind);
    // Two thirds of the strip cover something, and what a sample beside them reaches.
    expect(Math.max(...Array.from(edge.triangles, (v) => uvs[2 * v]))).toBeLessThan(0.7);
    expect(Math.min(...Array.from(edge.triangles, (v) => uvs[2 * v]))).toBeGreaterThan(0.3);
  });

  it('is seen from behind, over the background, where the skin before it shows no back', async () => {
    const background = [236, 238, 241].map((byte) => linearFromSrgb(byte / 255));
    const half = await shown(head, HEAD_SIDES.back, 48);
    expect(half[1]).toBeCloseTo(0.502 * background[1], 1);
    expect(await shown(head, HEAD_SIDES.back, 24)).toEqual(background);
  });
});

describe('what is blended as a whole', async () => {
  const kernels = plainKernels();
  const rig = await stripRig(await plainPng(200), { red: 20 });
  const { strip } = rig.textures;
  const blended = { ...rig, textures: { ...rig.textures, strip: { ...strip, alpha: 'blend' as const } } };
  const greens = async (of: typeof rig): Promise<number[]> => {
    const { data } = await headPicture(kernels, await pictureHead(kernels, of), HEAD_SIDES.front, 96);
    return [24, 48, 72].map((x) => linearFromSrgb(data[3 * (96 * 48 + x) + 1] / 255));
  };

  it('covers as its texture says', async () => {
    const [full, half, none] = await greens(blended);
    expect(full).toBeLessThan(0.01);
    expect(half / none).toBeCloseTo(0.502, 1);
    expect(none).toBeCloseTo((await greens(smallRig(await plainPng(200), await plainPng(200))))[1], 2);
  });

  it('covers what was blended before it, each by its own share', async () => {
    const { strip } = blended.textures;
    const [skin, own] = blended.primitives;
    // Behind the strands a veil that covers the skin by half, in all of its width.
    const veil = await sharp({
      create: { width: 64, height: 64, channels: 4, background: { r: 20, g: 0, b: 0, alpha: 0.5 } },
    })
      .png()
      .toBuffer();
    const behind = own.positions.map((z, i) => (i % 3 === 2 ? 1 : z));
    const veiled = {
      ...blended,
      primitives: [skin, { ...own, positions: behind, texture: 'veil' }, own],
      textures: {
        ...blended.textures,
        strip: { ...strip, alpha: 'strands' as const },
        veil: { ...strip, bytes: veil },
      },
    };
    const [full, half, none] = await greens(veiled);
    const [, , bare] = await greens(blended);
    expect(full).toBeLessThan(0.01);
    expect(none / bare).toBeCloseTo(0.5, 1);
    expect(half / bare).toBeCloseTo(0.25, 1);
  });

  it('shows cards of strands through those before them', async () => {
    const { strip } = blended.textures;
    const [skin, own] = blended.primitives;
    const count = own.positions.length / 3;
    // The same strip again, 2 mm farther out.
    const both = {
      ...own,
      extra: 'hair_cards' as const,
      positions: Float64Array.from({ length: 6 * count }, (_, i) =>
        i < 3 * count ? own.positions[i] : own.positions[i - 3 * count] + (i % 3 === 2 ? 2 : 0),
      ),
      uvs: Float64Array.from([...own.uvs, ...own.uvs]),
      triangles: Uint32Array.from([...own.triangles, ...own.triangles.map((v) => v + count)]),
      welded: Uint32Array.from({ length: 2 * count }, (_, v) => v),
      weights: { influences: 1, joints: new Uint16Array(2 * count), weights: new Float32Array(2 * count).fill(1) },
    };
    const textures = { ...blended.textures, strip: { ...strip, alpha: 'strands' as const } };
    const [full, half, none] = await greens({ ...blended, primitives: [skin, both], textures });
    expect(full).toBeLessThan(0.01);
    expect(half / none).toBeCloseTo(0.252, 1);
    expect(half / none).toBeLessThan(0.3);
  });

  it('is not shown of corneas', async () => {
    const [skin, own] = blended.primitives;
    const clear = { ...blended, primitives: [skin, { ...own, extra: 'cornea' as const }] };
    const [full, half, none] = await greens(clear);
    expect(full).toBeCloseTo(none, 2);
    expect(half).toBeCloseTo(none, 2);
  });
});

describe('a cornea in a picture', async () => {
  const kernels = plainKernels();
  const rig = await stripRig(await plainPng(60), { red: 20 });
  const [skin, strip] = rig.primitives;
  /** A cornea that looks aside and up, its middle before the skin's. */
  const middle = async ([aside, up]: readonly [number, number]): Promise<number> => {
    const positions = strip.positions.slice();
    for (let i = 0; i < positions.length; i += 3)
      positions[i + 2] = 5 - aside * (positions[i] - 15) - up * (positions[i + 1] - 20);
    const cornea = { ...strip, positions, extra: 'cornea' as const };
    const textures = { ...rig.textures, strip: { ...rig.textures.strip, alpha: 'blend' as const } };
    const head = await pictureHead(kernels, { ...rig, textures, primitives: [skin, cornea] });
    const { data } = await headPicture(kernels, head, HEAD_SIDES.front, 96);
    return data[3 * (96 * 48 + 48)];
  };

  it('mirrors the lamp over the right shoulder, where it looks half way to it', async () => {
    expect(await middle([0.14, 0.19])).toBeGreaterThan(235);
    expect(await middle([0, 0])).toBeLessThan(150);
    expect(await middle([-0.14, 0.19])).toBeLessThan(150);
    expect(await middle([0.14, -0.19])).toBeLessThan(150);
  });
});

describe('a film of pictures', () => {
  it('as WebP has a page each, shown as long as the rate says', async () => {
    const { pages, delay, width } = await sharp(await encodeWebp([plain(0), plain(200)], 15)).metadata();
    expect({ pages, delay, width }).toEqual({ pages: 2, delay: [67, 67], width: 32 });
  });

  it('as MP4 says what it needs where there is no ffmpeg', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/no/such/folder';
    try {
      const pictures = (async function* () {
        yield plain(0);
      })();
      await expect(encodeMp4(pictures, 32, 15)).rejects.toMatchObject({
        kind: 'usage',
        message: '--format: mp4 needs ffmpeg on the path; received none',
        hint: expect.stringContaining('install ffmpeg'),
      });
    } finally {
      process.env.PATH = path;
    }
  });
});
