/** A vertex's tangent plane: two axes in it, and the normal. */
export interface TangentFrame {
  /** Coordinates of a vertex along the two axes and above the plane, mm. */
  local(positions: ArrayLike<number>, vertex: number): readonly [number, number, number];
}

/** @param positions [V, 3] @param normals [V, 3] of unit length */
export function tangentFrame(positions: ArrayLike<number>, normals: ArrayLike<number>, vertex: number): TangentFrame {
  const [x, y, z] = [positions[3 * vertex], positions[3 * vertex + 1], positions[3 * vertex + 2]];
  const [nx, ny, nz] = [normals[3 * vertex], normals[3 * vertex + 1], normals[3 * vertex + 2]];
  // The head's y, or its x where the normal is nearly that.
  const [ux, uy, uz] = Math.abs(ny) < 0.9 ? [nz, 0, -nx] : [0, nz, -ny];
  const length = Math.hypot(ux, uy, uz);
  const [ax, ay, az] = [ux / length, uy / length, uz / length];
  const [bx, by, bz] = [ny * az - nz * ay, nz * ax - nx * az, nx * ay - ny * ax];
  return {
    local(places, v) {
      const dx = places[3 * v] - x;
      const dy = places[3 * v + 1] - y;
      const dz = places[3 * v + 2] - z;
      return [dx * ax + dy * ay + dz * az, dx * bx + dy * by + dz * bz, dx * nx + dy * ny + dz * nz];
    },
  };
}
