import { embeddedPoints, type HeadModel, type HeadPart } from '../../head/head-model.ts';

/** A head's mesh: all parts, head space (mm, y up, the face looks along +z, x to the subject's left). */
export interface HeadMesh {
  /** [V, 3] mm */
  readonly vertices: Float64Array;
  /** [Q, 4] vertex indices, counter-clockwise from outside; a triangle repeats its last corner. */
  readonly quads: Uint32Array;
  /** [T, 3] vertex indices: two triangles a quad. */
  readonly triangles: Uint32Array;
  /** Texture coordinates [U, 2] in 0..1, origin top left. */
  readonly uvs: Float64Array;
  /** [Q, 4] indices into `uvs`. */
  readonly uvQuads: Uint32Array;
  /** Runs of vertices and quads: skin, eyes, teeth, tongue. */
  readonly parts: readonly HeadPart[];
  /** Landmarks on the skin. */
  readonly landmarks: HeadLandmarks;
}

/** Landmarks of a head in two schemes, head space. */
export interface HeadLandmarks {
  /** iBUG's 68 [68, 3] mm. */
  readonly ibug68: Float64Array;
  /** MediaPipe's face mesh [468, 3] mm. */
  readonly mediapipe468: Float64Array;
}

/** @param vertices of the head as it is shown [V, 3] mm */
export function headMesh(head: HeadModel, vertices: Float64Array): HeadMesh {
  const { quads, triangles, uvs, uvQuads, parts, embeddings } = head;
  return {
    vertices,
    quads,
    triangles,
    uvs,
    uvQuads,
    parts,
    landmarks: {
      ibug68: embeddedPoints(embeddings.ibug68, vertices),
      mediapipe468: embeddedPoints(embeddings.mediapipe468, vertices),
    },
  };
}
