import type { MakeHuman, ProxyMesh } from '../makehuman/makehuman.ts';

const MM_PER_UNIT = 100;

/** A proxy mesh on MakeHuman's base, cut along the seams of its texture. */
export interface ProxyPoints {
  /** [P, 3] mm over MakeHuman's ground */
  readonly positions: readonly (readonly number[])[];
  /** [P, 2], origin top left */
  readonly uvs: readonly (readonly number[])[];
  readonly quads: readonly (readonly number[])[];
}

export function proxyPoints(human: MakeHuman, proxy: ProxyMesh): ProxyPoints {
  const index = new Map<string, number>();
  const positions: number[][] = [];
  const uvs: number[][] = [];
  const point = (v: number, uv: number): number => {
    const key = `${v}/${uv}`;
    const known = index.get(key);
    if (known !== undefined) return known;
    index.set(key, positions.length);
    positions.push(placeOf(human, proxy, v));
    uvs.push([proxy.uvs[2 * uv], 1 - proxy.uvs[2 * uv + 1]]);
    return positions.length - 1;
  };
  const corners = Array.from(proxy.quads, (v, i) => point(v, proxy.uvQuads[i]));
  const quads = Array.from({ length: corners.length / 4 }, (_, q) => corners.slice(4 * q, 4 * q + 4));
  return { positions, uvs, quads };
}

function placeOf({ vertices }: MakeHuman, { references, weights, offsets }: ProxyMesh, v: number): number[] {
  return [0, 1, 2].map((k) => {
    const at = [0, 1, 2].reduce((sum, r) => sum + weights[3 * v + r] * vertices[3 * references[3 * v + r] + k], 0);
    return MM_PER_UNIT * (at + offsets[3 * v + k]);
  });
}
