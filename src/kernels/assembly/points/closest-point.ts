import { ClosestPointSlots } from '../generated/points/closest-point';

/** @param query x, y, z; the fourth lane counts for nothing */
@inline
function boxDistance(box: usize, query: v128): f32 {
  const below = f32x4.pmax(f32x4.sub(v128.load(box), query), f32x4.splat(0));
  const d = f32x4.pmax(below, f32x4.sub(query, v128.load(box, 12)));
  const squares = f32x4.mul(d, d);
  return (
    f32x4.extract_lane(squares, 0) + f32x4.extract_lane(squares, 1) + f32x4.extract_lane(squares, 2)
  );
}

/** Nearest points on a mesh (src/kernels/jobs/points/closest-point.ts). @param scratch a stack of nodes with the distances of their boxes */
export function closestPoint(job: ClosestPointSlots, scratch: usize): void {
  const queries = job.queries;
  const end = job.end;
  const positions = job.positions;
  const triangles = job.triangles;
  const bounds = job.bounds;
  const nodes = job.nodes;
  const order = job.order;
  const points = job.points;
  const squares = job.squares;
  const nearest = job.nearest;
  for (let q = job.start; q < end; q++) {
    const query = queries + <usize>(12 * q);
    const out = points + <usize>(12 * q);
    const x = load<f32>(query);
    const y = load<f32>(query, 4);
    const z = load<f32>(query, 8);
    let best: f32 = f32.MAX_VALUE;
    let found: u32 = 0;
    const place = f32x4(x, y, z, 0);
    let depth: usize = 8;
    store<u32>(scratch, 0);
    store<f32>(scratch, boxDistance(bounds, place), 4);
    while (depth > 0) {
      depth -= 8;
      const node = <usize>load<u32>(scratch + depth);
      if (load<f32>(scratch + depth, 4) >= best) continue;
      const first = load<u32>(nodes + 8 * node);
      const count = load<u32>(nodes + 8 * node, 4);
      if (count === 0) {
        const left = <u32>node + 1;
        const toLeft = boxDistance(bounds + 24 * <usize>left, place);
        const toRight = boxDistance(bounds + 24 * <usize>first, place);
        // The nearer child on top.
        const leftFirst = toLeft <= toRight;
        store<u32>(scratch + depth, leftFirst ? first : left);
        store<f32>(scratch + depth, leftFirst ? toRight : toLeft, 4);
        store<u32>(scratch + depth, leftFirst ? left : first, 8);
        store<f32>(scratch + depth, leftFirst ? toLeft : toRight, 12);
        depth += 16;
        continue;
      }
      for (let k = first; k < first + count; k++) {
        const t = load<u32>(order + (<usize>k << 2));
        const corner = triangles + 12 * <usize>t;
        const a = positions + 12 * <usize>load<u32>(corner);
        const b = positions + 12 * <usize>load<u32>(corner, 4);
        const c = positions + 12 * <usize>load<u32>(corner, 8);
        const ax = load<f32>(a);
        const ay = load<f32>(a, 4);
        const az = load<f32>(a, 8);
        const abx = load<f32>(b) - ax;
        const aby = load<f32>(b, 4) - ay;
        const abz = load<f32>(b, 8) - az;
        const acx = load<f32>(c) - ax;
        const acy = load<f32>(c, 4) - ay;
        const acz = load<f32>(c, 8) - az;
        const px = x - ax;
        const py = y - ay;
        const pz = z - az;
        const d1 = abx * px + aby * py + abz * pz;
        const d2 = acx * px + acy * py + acz * pz;
        const aa = abx * abx + aby * aby + abz * abz;
        const bb = abx * acx + aby * acy + abz * acz;
        const cc = acx * acx + acy * acy + acz * acz;
        const d3 = d1 - aa;
        const d4 = d2 - bb;
        const d5 = d1 - bb;
        const d6 = d2 - cc;
        let v: f32 = 0;
        let w: f32 = 0;
        const vc = d1 * d4 - d3 * d2;
        const vb = d5 * d2 - d1 * d6;
        const va = d3 * d6 - d5 * d4;
        if (d1 <= 0 && d2 <= 0) {
          // The first corner.
        } else if (d3 >= 0 && d4 <= d3) {
          v = 1;
        } else if (vc <= 0 && d1 >= 0 && d3 <= 0) {
          v = d1 / (d1 - d3);
        } else if (d6 >= 0 && d5 <= d6) {
          w = 1;
        } else if (vb <= 0 && d2 >= 0 && d6 <= 0) {
          w = d2 / (d2 - d6);
        } else if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
          w = (d4 - d3) / (d4 - d3 + (d5 - d6));
          v = <f32>1 - w;
        } else {
          const sum = va + vb + vc;
          v = vb / sum;
          w = vc / sum;
        }
        const nx = ax + v * abx + w * acx;
        const ny = ay + v * aby + w * acy;
        const nz = az + v * abz + w * acz;
        const square = (x - nx) * (x - nx) + (y - ny) * (y - ny) + (z - nz) * (z - nz);
        // Not >=: a triangle without area may give no number.
        if (!(square < best)) continue;
        best = square;
        found = t;
        store<f32>(out, nx);
        store<f32>(out, ny, 4);
        store<f32>(out, nz, 8);
      }
    }
    store<f32>(squares + (<usize>q << 2), best);
    store<u32>(nearest + (<usize>q << 2), found);
  }
}
