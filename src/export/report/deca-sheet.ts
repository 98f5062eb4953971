import type { DetailTopology } from '../../deca/detail/detail-mesh.ts';
import type { FaceReconstruction, PlacedFace } from '../../deca/reconstruct-face.ts';
import { type Camera, project } from '../../geometry/camera.ts';
import { embeddedPoints, type HeadModel } from '../../head/head-model.ts';
import { type ByteImage, byteImage } from '../../image/image.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { headRenderMesh, type PartImages } from '../../render/mesh/head-mesh.ts';
import { clayPicture, drawLandmarks, inRow, picture } from '../../render/pictures/face-pictures.ts';

/** The photograph with the face's 68 landmarks. */
export function landmarkPicture(head: HeadModel, face: PlacedFace): ByteImage {
  const photo = byteImage(face.working.image);
  const pixels = project(face.workingCamera, embeddedPoints(head.embeddings.ibug68, face.positions));
  drawLandmarks(photo, pixels);
  return photo;
}

/** A posed face [V, 3] mm, and its skin with the relief of `displacedSkin` [detail vertices, 3] mm. */
export interface ReliefFace {
  readonly positions: Float64Array;
  readonly fine: Float64Array;
}

/** A posed face with its relief as clay. */
export function detailPicture(
  kernels: Kernels,
  topology: DetailTopology,
  { positions, fine }: ReliefFace,
  camera: Camera,
): ByteImage {
  const { head } = topology;
  // Eyes, teeth and tongue have no relief, but without them the face is a mask.
  const skinVertices = fine.length / 3;
  const [skin] = head.parts;
  const rest = head.triangles.subarray(6 * skin.quadCount).map((v) => v - skin.vertexCount + skinVertices);
  const triangles = new Uint32Array(topology.triangles.length + rest.length);
  triangles.set(topology.triangles);
  triangles.set(rest, topology.triangles.length);
  const all = new Float64Array(fine.length + positions.length - 3 * skin.vertexCount);
  all.set(fine);
  all.set(positions.subarray(3 * skin.vertexCount), fine.length);
  return clayPicture(kernels, all, triangles, camera);
}

/** Photograph with landmarks | shape | shape with relief | re-rendering in the photograph's light. */
export function reconstructionSheet(
  kernels: Kernels,
  topology: DetailTopology,
  parts: PartImages,
  { face, fine }: { readonly face: FaceReconstruction; readonly fine: Float64Array },
): ByteImage {
  const { head } = topology;
  const { positions, workingCamera, texture } = face;
  return inRow([
    landmarkPicture(head, face),
    clayPicture(kernels, positions, head.triangles, workingCamera),
    detailPicture(kernels, topology, { positions, fine }, workingCamera),
    picture(kernels, headRenderMesh(head, positions, texture.albedo, parts), workingCamera, texture.lights[0]),
  ]);
}
