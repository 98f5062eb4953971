import { vertexNormals } from '../../../geometry/mesh/mesh.ts';
import { SH_BANDS, shBasis } from '../../../geometry/spherical-harmonics.ts';
import { regionVertices } from '../../../head/head-model.ts';
import type { MorphableDecoder } from '../../decode/morphable-decoder.ts';
import { tf } from '../tfjs-backend.ts';
import { constantProduct } from '../tfjs-product.ts';
import type { SplitCodes } from './split-codes.ts';

const PHOTOMETRIC_STEP = 40;

/** Shaded colours of skin points spread over the face, under the template's normals: albedo code and light at once. */
export function shadingBasis({ head }: MorphableDecoder): (codes: SplitCodes) => tf.Tensor {
  const { normals } = vertexNormals(head.template, head.triangles);
  const uvOf = vertexUvs(head.uvQuads, head.quads, head.vertexCount);
  const vertices = regionVertices(head, 'face').filter((_, i) => i % PHOTOMETRIC_STEP === 0);
  const { size, mean, modeSize, modes, modeCount } = head.albedo;
  const texel = (v: number, side: number): number => {
    const x = Math.min(side - 1, Math.floor(head.uvs[2 * uvOf[v]] * side));
    const y = Math.min(side - 1, Math.floor(head.uvs[2 * uvOf[v] + 1] * side));
    return 3 * (y * side + x);
  };
  const basis = tf.tensor2d(
    Array.from({ length: SH_BANDS }, (_, b) =>
      vertices.map(
        (v) => shBasis(normals[3 * v], normals[3 * v + 1], normals[3 * v + 2], new Float64Array(SH_BANDS))[b],
      ),
    ),
  );
  const channels = [0, 1, 2].map((c) => ({
    rest: tf.tensor2d([vertices.map((v) => mean[texel(v, size) + c])]),
    modes: tf.tensor2d(
      Array.from({ length: modeCount }, (_, k) =>
        vertices.map((v) => modes[3 * k * modeSize ** 2 + texel(v, modeSize) + c]),
      ),
    ),
  }));
  return ({ albedo, light }) => {
    const bands = tf.reshape(light, [-1, SH_BANDS, 3]);
    return tf.concat(
      channels.map(({ rest, modes: columns }, c) => {
        const ofChannel = tf.reshape(tf.slice(bands, [0, 0, c], [-1, -1, 1]), [-1, SH_BANDS]);
        return tf.mul(tf.add(constantProduct(albedo, columns), rest), constantProduct(ofChannel as tf.Tensor2D, basis));
      }),
      1,
    );
  };
}

/** A texture coordinate of each vertex. */
function vertexUvs(uvQuads: ArrayLike<number>, quads: ArrayLike<number>, vertexCount: number): Uint32Array {
  const out = new Uint32Array(vertexCount);
  for (let i = 0; i < quads.length; i++) out[quads[i]] = uvQuads[i];
  return out;
}
