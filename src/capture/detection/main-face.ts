import { bestOfOverlapping } from './detect-faces.ts';
import type { FaceTopology } from './face-topology.ts';
import { boxOfLandmarks, type LocatedFace, margin } from './locate-face.ts';

/** Those that the mesh network is sure of, each once, the surest first. */
export function provenFaces(found: readonly LocatedFace[], topology: FaceTopology): LocatedFace[] {
  return bestOfOverlapping(
    found.filter((face) => margin(face, topology) >= 0),
    (face) => face.presence,
    (face) => boxOfLandmarks(face.points),
  );
}

/** The faces, the largest near the picture's middle first. */
export function mainFaceFirst(
  faces: readonly LocatedFace[],
  { width, height }: { readonly width: number; readonly height: number },
): LocatedFace[] {
  const rank = ({ points }: LocatedFace): number => {
    const box = boxOfLandmarks(points);
    const off = Math.hypot(box.x / width - 0.5, box.y / height - 0.5);
    return box.size * (1 - 0.5 * off);
  };
  return [...faces].sort((a, b) => rank(b) - rank(a));
}
