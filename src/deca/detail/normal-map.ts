import type { ByteImage } from '../../image/image.ts';
import type { PositionMap } from './expression-wrinkles.ts';

/**
 * Tangent-space normal map of a displacement, as glTF reads it (x along u, y against v, z out):
 *   n = (-dD/du / |P_u|, dD/dv / |P_v|, 1) / |..|
 * @param displacement [size, size] mm
 * @param surface the surface that it lies on [size, size, 3] mm
 */
export function normalMap(displacement: Float32Array, surface: PositionMap, size: number): ByteImage {
  const data = new Uint8Array(3 * size * size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      const [left, right] = [x > 0 ? i - 1 : i, x < size - 1 ? i + 1 : i];
      const [above, below] = [y > 0 ? i - size : i, y < size - 1 ? i + size : i];
      const u = slope(displacement, surface, left, right);
      const v = slope(displacement, surface, above, below);
      const scale = 1 / Math.sqrt(u * u + v * v + 1);
      data[3 * i] = Math.round(127.5 + 127.5 * -u * scale);
      data[3 * i + 1] = Math.round(127.5 + 127.5 * v * scale);
      data[3 * i + 2] = Math.round(127.5 + 127.5 * scale);
    }
  return { width: size, height: size, data };
}

/** Rise over the way between two texels; off the skin, where the surface is NaN, it is flat. */
function slope(displacement: Float32Array, surface: PositionMap, a: number, b: number): number {
  const dx = surface[3 * b] - surface[3 * a];
  const dy = surface[3 * b + 1] - surface[3 * a + 1];
  const dz = surface[3 * b + 2] - surface[3 * a + 2];
  const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
  return length > 0 ? (displacement[b] - displacement[a]) / length : 0;
}
