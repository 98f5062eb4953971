/** (x, y) */
export type Point = readonly [number, number];

/**
 * How far inside a polygon a point lies: its distance from the nearest edge, negative outside.
 * @param corners in order, the last joined to the first
 */
export function depthInPolygon(corners: readonly Point[], [x, y]: Point): number {
  let nearest = Number.POSITIVE_INFINITY;
  let inside = false;
  corners.forEach(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % corners.length];
    const [ux, uy] = [bx - ax, by - ay];
    const squared = ux * ux + uy * uy;
    const along = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * ux + (y - ay) * uy) / squared));
    nearest = Math.min(nearest, Math.hypot(ax + along * ux - x, ay + along * uy - y));
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * ux) inside = !inside;
  });
  return inside ? nearest : -nearest;
}
