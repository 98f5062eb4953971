/** Landmarks of one scheme as files hold them: mm and pixels, four decimals. @param points3d, pixels [L, 3] */
export function landmarkEntry(
  points3d: ArrayLike<number>,
  pixels: ArrayLike<number>,
): { points3d: number[][]; points2d: number[][] } {
  return { points3d: rows(points3d), points2d: rows(pixels).map(([x, y]) => [x, y]) };
}

function rows(values: ArrayLike<number>): number[][] {
  return Array.from({ length: values.length / 3 }, (_, i) =>
    Array.from({ length: 3 }, (_, k) => Number(values[3 * i + k].toFixed(4))),
  );
}
