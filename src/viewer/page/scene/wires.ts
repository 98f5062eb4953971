import { BufferAttribute, BufferGeometry, MeshBasicMaterial, SkinnedMesh } from 'three';
import type { HeadPart } from './load-head.ts';

/** The edges of a part, hidden at first. */
export interface Wires {
  show(visible: boolean): void;
}

/** Adds a part's edges to it; they move as it does. Made when they are first shown. */
export function addWires({ mesh }: HeadPart): Wires {
  let wires: SkinnedMesh | null = null;
  return {
    show(visible) {
      if (visible) wires ??= wiresOf(mesh);
      if (wires !== null) wires.visible = visible;
    },
  };
}

function wiresOf(mesh: HeadPart['mesh']): SkinnedMesh {
  const { geometry } = mesh;
  const edges = new BufferGeometry();
  for (const [name, attribute] of Object.entries(geometry.attributes)) edges.setAttribute(name, attribute);
  edges.morphAttributes = geometry.morphAttributes;
  edges.morphTargetsRelative = geometry.morphTargetsRelative;
  edges.setIndex(new BufferAttribute(quadEdges(geometry.index?.array ?? []), 1));
  const material = new MeshBasicMaterial({ color: 0x14243d, wireframe: true, transparent: true, opacity: 0.32 });
  const out = new SkinnedMesh(edges, material);
  out.bind(mesh.skeleton, mesh.bindMatrix);
  out.morphTargetInfluences = mesh.morphTargetInfluences;
  out.frustumCulled = false;
  mesh.add(out);
  return out;
}

/**
 * A triangle without area (a, b, b) for each edge but the diagonals of quads, which are cut into (a, b, c), (a, c, d): drawn as wires it
 * is that edge.
 */
export function quadEdges(triangles: ArrayLike<number>): Uint32Array<ArrayBuffer> {
  const out: number[] = [];
  const edge = (a: number, b: number): void => {
    if (a < b) out.push(a, b, b);
  };
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
    const isQuad = triangles[t + 3] === a && triangles[t + 4] === c;
    if (!isQuad) {
      for (const [p, q] of [
        [a, b],
        [b, c],
        [c, a],
      ])
        edge(Math.min(p, q), Math.max(p, q));
      continue;
    }
    const d = triangles[t + 5];
    for (const [p, q] of [
      [a, b],
      [b, c],
      [c, d],
      [d, a],
    ])
      edge(Math.min(p, q), Math.max(p, q));
    t += 3;
  }
  return Uint32Array.from(out);
}
