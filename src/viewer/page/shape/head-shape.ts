import type { SliderMoves } from '../../result/slider-moves.ts';
import { type Head, isClear } from '../scene/load-head.ts';
import { ownAttribute } from './own-attribute.ts';
import { smoothNormals } from './smooth-normals.ts';

/** A head whose shape sliders change. */
export interface HeadShape {
  /** @param steps how far each slider is from where the file has the head, by name */
  show(steps: ReadonlyMap<string, number>): void;
}

const METRES_PER_MM = 1e-3;
/** What is worn goes with the nearest of every so many vertices. */
const STRIDE = 3;

/** A part that sliders move as another's vertices are moved: lashes, hair, corneas. */
interface Follower {
  readonly part: number;
  /** Primitive and vertex that each vertex goes with. */
  readonly primitives: Uint8Array;
  readonly vertices: Uint32Array;
}

/** @returns null where the head is not the one that the moves are of */
export function headShape({ parts }: Head, moves: SliderMoves, changed: () => void): HeadShape | null {
  const counts = parts.map(({ mesh }) => mesh.geometry.getAttribute('position').count);
  if (moves.primitives.some(({ vertices }, p) => counts[p] !== vertices)) return null;
  const positions = parts.map(({ mesh }) => ownAttribute(mesh.geometry, 'position'));
  const rest = positions.map(({ array }) => Float32Array.from(array));
  const shifts = positions.map(({ count }) => new Float32Array(3 * count));
  const normals = smoothNormals(parts[0].mesh.geometry);
  const followers = (): Follower[] =>
    parts.slice(moves.primitives.length).map((own, i): Follower => {
      const part = moves.primitives.length + i;
      // Corneas are clear and lie on the eyes; all else grows from the skin.
      const onEyes = isClear(own);
      const below = moves.primitives.flatMap(({ name }, p) => (name.startsWith(onEyes ? 'eye' : 'skin') ? [p] : []));
      return { part, ...nearest(rest[part], below, rest) };
    });
  let follow: Follower[] | null = null;
  return {
    show(steps) {
      // A tenth of a second, when it is first needed.
      follow ??= followers();
      for (const shift of shifts) shift.fill(0);
      for (const [name, by] of steps) {
        if (by === 0) continue;
        for (const { primitive, vertices, steps: moved, step } of moves.sliders.get(name) ?? []) {
          const shift = shifts[primitive];
          const mm = by * step * METRES_PER_MM;
          const count = vertices.length;
          for (let i = 0; i < count; i++)
            for (let k = 0; k < 3; k++) shift[3 * vertices[i] + k] += mm * moved[k * count + i];
        }
      }
      for (const { part, primitives, vertices } of follow)
        for (let v = 0; v < vertices.length; v++)
          for (let k = 0; k < 3; k++) shifts[part][3 * v + k] = shifts[primitives[v]][3 * vertices[v] + k];
      for (const [p, attribute] of positions.entries()) {
        for (let i = 0; i < rest[p].length; i++) attribute.array[i] = rest[p][i] + shifts[p][i];
        attribute.needsUpdate = true;
      }
      normals.update();
      changed();
    },
  };
}

/** For each point the nearest vertex of some primitives. */
function nearest(
  points: Float32Array,
  primitives: readonly number[],
  rest: readonly Float32Array[],
): Pick<Follower, 'primitives' | 'vertices'> {
  const count = points.length / 3;
  const out = { primitives: new Uint8Array(count), vertices: new Uint32Array(count) };
  for (let v = 0; v < count; v++) {
    let least = Number.POSITIVE_INFINITY;
    for (const p of primitives) {
      const own = rest[p];
      for (let i = 0; i < own.length; i += 3 * STRIDE) {
        const x = own[i] - points[3 * v];
        const y = own[i + 1] - points[3 * v + 1];
        const z = own[i + 2] - points[3 * v + 2];
        const square = x * x + y * y + z * z;
        if (square >= least) continue;
        least = square;
        out.primitives[v] = p;
        out.vertices[v] = i / 3;
      }
    }
  }
  return out;
}
