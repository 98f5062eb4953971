/** A square of a half side across z, its normal towards +z. */
export function square(half: number, z: number): number[] {
  return [-half, -half, z, half, -half, z, half, half, z, -half, half, z];
}
