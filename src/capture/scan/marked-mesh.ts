import type { TriangleMesh } from '../../geometry/parse-obj.ts';

/** A mesh with the landmarks that protocols go by. */
export interface MarkedMesh extends TriangleMesh {
  /** Outer and inner corner of the right eye, inner and outer of the left, nose base, mouth corners [7, 3]. */
  readonly landmarks: Float64Array;
  /** [3]; null where it is not known */
  readonly noseTip: Float64Array | null;
}

/** A mesh's unit, and how it is known. */
export interface MeshUnit {
  readonly name: string;
  /** mm per unit */
  readonly mm: number;
}

/** mm between outer eye corners; whatever the unit, people's are within a factor of two of it. */
const TYPICAL_CANTHI_MM = 90;
const UNITS: readonly MeshUnit[] = [
  { name: 'mm', mm: 1 },
  { name: 'cm', mm: 10 },
  { name: 'm', mm: 1000 },
];

/** The unit that a mesh is in: as told, or the one in which its eyes are nearest to people's. */
export function unitOfMesh(
  { landmarks: p }: MarkedMesh,
  { mmPerUnit, canthi }: { readonly mmPerUnit?: number; readonly canthi?: number } = {},
): MeshUnit {
  if (mmPerUnit !== undefined) return { name: `${mmPerUnit} mm, as told`, mm: mmPerUnit };
  const apart = Math.hypot(p[0] - p[9], p[1] - p[10], p[2] - p[11]);
  if (canthi !== undefined)
    return {
      name: `${(canthi / apart).toFixed(4)} mm, its eyes' outer corners ${canthi} mm apart as told`,
      mm: canthi / apart,
    };
  const off = (mm: number): number => Math.abs(Math.log((mm * apart) / TYPICAL_CANTHI_MM));
  const unit = UNITS.reduce((a, b) => (off(b.mm) < off(a.mm) ? b : a));
  return { name: `${unit.name}, as its eyes' distance says`, mm: unit.mm };
}

/** A mesh in mm. */
export function inMillimetres(mesh: MarkedMesh, { mm }: MeshUnit): MarkedMesh {
  const grown = (values: Float64Array): Float64Array => values.map((x) => mm * x);
  return {
    positions: grown(mesh.positions),
    triangles: mesh.triangles,
    landmarks: grown(mesh.landmarks),
    noseTip: mesh.noseTip === null ? null : grown(mesh.noseTip),
  };
}
