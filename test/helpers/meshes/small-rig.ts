import sharp from 'sharp';
import type { RiggedHead, RigTexture } from '../../../src/export/rig/rigged-head.ts';

/** Two joints, a skin of one quad with two morph targets, and a triangle that hangs on the second joint. */
export function smallRig(skin: Uint8Array, eye: Uint8Array): RiggedHead {
  const texture = (file: string, bytes: Uint8Array): RigTexture => ({ file, bytes, mime: 'image/png', roughness: 0.5 });
  return {
    name: 'Prüfkopf',
    joints: [
      { name: 'head', parent: -1, position: [0, -10, 1 / 3], rotation: [0.6, 0, 0, 0.8] },
      { name: 'jaw', parent: 0, position: [0, -40, 20], rotation: [0.5, -0.1, 0.7, 0.5], turn: [0.2, 0, 0] },
    ],
    primitives: [
      {
        name: 'skin',
        // One number that single precision does not hold.
        positions: Float64Array.of(0, 0, 0, 30.1, 0, 0, 30, 40, 0, 0, 40, 0),
        uvs: Float64Array.of(0, 1, 1, 1, 1, 0, 0, 0),
        triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
        welded: Uint32Array.of(0, 1, 2, 3),
        weights: {
          influences: 2,
          joints: Uint16Array.of(0, 1, 0, 1, 0, 1, 0, 1),
          weights: Float32Array.of(1, 0, 0.75, 0.25, 0.5, 0.5, 0.25, 0.75),
        },
        morphs: new Map([
          ['smile', Float32Array.of(0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0, -1)],
          ['blink', new Float32Array(12)],
        ]),
        texture: 'skin',
      },
      {
        name: 'eye_L',
        positions: Float64Array.of(0, 0, 5, 1, 0, 5, 0, 1, 5),
        uvs: Float64Array.of(0, 0, 1, 0, 0, 1),
        triangles: Uint32Array.of(0, 1, 2),
        welded: Uint32Array.of(0, 1, 2),
        weights: { influences: 1, joints: Uint16Array.of(1, 1, 1), weights: Float32Array.of(1, 1, 1) },
        morphs: new Map(),
        texture: 'eye',
      },
    ],
    surface: {
      positions: Float64Array.of(0, 0, 0, 30.1, 0, 0, 30, 40, 0, 0, 40, 0, 0, 0, 5, 1, 0, 5, 0, 1, 5),
      uvs: Float64Array.of(0, 1, 1, 1, 1, 0, 0, 0),
      quads: Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 6),
      uvQuads: Uint32Array.of(0, 1, 2, 3, 0, 1, 3, 3),
      groups: [
        { name: 'skin', material: 'skin', start: 0, count: 1 },
        { name: 'eye_L', material: 'eye', start: 1, count: 1 },
      ],
    },
    textures: { skin: texture('textures/skin.png', skin), eye: texture('textures/eye.png', eye) },
    weights: new Map([['smile', 0.25]]),
  };
}

/** A picture of one colour. */
export function plainPng(red: number): Promise<Buffer> {
  return sharp({ create: { width: 64, height: 64, channels: 3, background: { r: red, g: 90, b: 80 } } })
    .png()
    .toBuffer();
}

/** A rig whose skin, 30 x 40 mm, lies so far behind a strip of as much that covers it in full, by half, and not at all, from left to right. */
export async function stripRig(
  behind: Uint8Array,
  { red, beforeMm = 2 }: { readonly red: number; readonly beforeMm?: number },
): Promise<RiggedHead> {
  const rig = smallRig(behind, behind);
  const [skin] = rig.primitives;
  const at = Array.from({ length: 7 }, (_, k) => k / 6);
  const positions = at.flatMap((u) => [30 * u, 0, beforeMm, 30 * u, 40, beforeMm]);
  const side = 66;
  const data = Buffer.alloc(4 * side * side);
  for (let k = 0; k < side * side; k++)
    data.set([red, 0, 0, [255, 128, 0][Math.floor((3 * (k % side)) / side)]], 4 * k);
  const bytes = await sharp(data, { raw: { width: side, height: side, channels: 4 } })
    .png()
    .toBuffer();
  return {
    ...rig,
    primitives: [
      skin,
      {
        ...skin,
        name: 'strip',
        positions: Float64Array.from(positions),
        uvs: Float64Array.from(at.flatMap((u) => [u, 1, u, 0])),
        triangles: Uint32Array.from([0, 2, 4, 6, 8, 10].flatMap((v) => [v, v + 2, v + 3, v, v + 3, v + 1])),
        welded: Uint32Array.from({ length: 14 }, (_, v) => v),
        weights: { influences: 1, joints: new Uint16Array(14), weights: new Float32Array(14).fill(1) },
        morphs: new Map(),
        texture: 'strip',
      },
    ],
    textures: {
      skin: rig.textures.skin,
      strip: { file: 'textures/strip.png', bytes, mime: 'image/png', roughness: 0.5, alpha: 'soft-edge' },
    },
  };
}
