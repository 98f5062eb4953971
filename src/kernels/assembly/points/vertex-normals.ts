import { VertexNormalsBackwardSlots, VertexNormalsSlots } from '../generated/points/vertex-normals';
import { load3, store3 } from '../lanes';

@inline
function add3(at: usize, v: v128): void {
  store3(at, f32x4.add(load3(at), v));
}

@inline
function cross(a: v128, b: v128): v128 {
  const aYzx = v128.shuffle<i32>(a, a, 1, 2, 0, 3);
  const bYzx = v128.shuffle<i32>(b, b, 1, 2, 0, 3);
  const c = f32x4.sub(f32x4.mul(a, bYzx), f32x4.mul(aYzx, b));
  return v128.shuffle<i32>(c, c, 1, 2, 0, 3);
}

@inline
function dot3(a: v128, b: v128): f32 {
  const p = f32x4.mul(a, b);
  return f32x4.extract_lane(p, 0) + f32x4.extract_lane(p, 1) + f32x4.extract_lane(p, 2);
}

/** Area-weighted vertex normals (src/kernels/jobs/points/vertex-normals.ts). */
export function vertexNormals(job: VertexNormalsSlots): void {
  const positions = job.positions;
  const vertices = job.vertexCount;
  const triangles = job.triangles;
  const count = job.triangleCount;
  const normals = job.normals;
  const lengths = job.lengths;
  memory.fill(normals, 0, <usize>(12 * vertices));
  for (let t = 0; t < count; t++) {
    const corner = triangles + <usize>(12 * t);
    const a = <usize>12 * <usize>load<u32>(corner);
    const b = <usize>12 * <usize>load<u32>(corner, 4);
    const c = <usize>12 * <usize>load<u32>(corner, 8);
    const origin = load3(positions + a);
    const n = cross(f32x4.sub(load3(positions + b), origin), f32x4.sub(load3(positions + c), origin));
    add3(normals + a, n);
    add3(normals + b, n);
    add3(normals + c, n);
  }
  for (let v = 0; v < vertices; v++) {
    const at = normals + <usize>(12 * v);
    const n = load3(at);
    const length = sqrt<f32>(dot3(n, n));
    store<f32>(lengths + (<usize>v << 2), length);
    if (length === 0) continue;
    store3(at, f32x4.mul(n, f32x4.splat(<f32>1 / length)));
  }
}

/** Backward of {@link vertexNormals}; overwrites the gradient on normals. */
export function vertexNormalsBackward(job: VertexNormalsBackwardSlots): void {
  const positions = job.positions;
  const vertices = job.vertexCount;
  const triangles = job.triangles;
  const count = job.triangleCount;
  const normals = job.normals;
  const lengths = job.lengths;
  const gradients = job.gradNormals;
  const out = job.gradPositions;
  for (let v = 0; v < vertices; v++) {
    const offset = <usize>(12 * v);
    const length = load<f32>(lengths + (<usize>v << 2));
    const inverse = length === 0 ? <f32>0 : <f32>1 / length;
    const n = load3(normals + offset);
    const g = load3(gradients + offset);
    store3(gradients + offset, f32x4.mul(f32x4.sub(g, f32x4.mul(n, f32x4.splat(dot3(n, g)))), f32x4.splat(inverse)));
  }
  for (let t = 0; t < count; t++) {
    const corner = triangles + <usize>(12 * t);
    const a = <usize>12 * <usize>load<u32>(corner);
    const b = <usize>12 * <usize>load<u32>(corner, 4);
    const c = <usize>12 * <usize>load<u32>(corner, 8);
    const h = f32x4.add(f32x4.add(load3(gradients + a), load3(gradients + b)), load3(gradients + c));
    const pa = load3(positions + a);
    const pb = load3(positions + b);
    const pc = load3(positions + c);
    add3(out + a, cross(f32x4.sub(pb, pc), h));
    add3(out + b, cross(f32x4.sub(pc, pa), h));
    add3(out + c, cross(f32x4.sub(pa, pb), h));
  }
}
