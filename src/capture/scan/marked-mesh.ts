import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';

/** A mesh with the landmarks that protocols go by. */
export interface MarkedMesh extends TriangleMesh {
  /** Outer and inner corner of the right eye, inner and outer of the left, nose base, mouth corners [7, 3]. */
  readonly landmarks: Float64Array;
  /** [3]; null where it is not known */
  readonly noseTip: Float64Array | null;
}

/** A mesh in mm. @param unit mm per unit of the mesh */
export function inMillimetres(mesh: MarkedMesh, { mm }: { readonly mm: number }): MarkedMesh {
  const grown = (values: Float64Array): Float64Array => values.map((x) => mm * x);
  return {
    positions: grown(mesh.positions),
    triangles: mesh.triangles,
    landmarks: grown(mesh.landmarks),
    noseTip: mesh.noseTip === null ? null : grown(mesh.noseTip),
  };
}
