import type { FaceReconstruction } from '../../deca/reconstruct-face.ts';
import { project } from '../../geometry/camera.ts';
import { objName } from '../../geometry/mesh-text/obj-name.ts';
import { embeddedPoints } from '../../head/head-model.ts';
import { type ByteImage, byteImage } from '../../image/image.ts';
import { encodePng } from '../../image/image-file.ts';
import { albedoTexture } from '../../render/mesh/head-mesh.ts';
import { rasterize } from '../../render/raster/rasterize.ts';
import { depthPng } from '../formats/depth-png.ts';
import { landmarkEntry } from '../formats/landmark-json.ts';
import { OBJ } from '../formats/obj/obj.ts';
import { objText } from '../formats/obj/obj-text.ts';
import { writeFormats } from '../formats/write-formats.ts';
import type { OutputFolder } from '../output/output-folder.ts';
import type { FaceRig, FaceTables, FineFace } from '../rig/face-rig.ts';
import type { RigAnimation } from '../rig/rigged-head.ts';
import type { ExpressionWeights, ShownExpression } from '../rig/shapes/expression-weights.ts';
import type { FaceFile } from '../rig/thread/face-rigs.ts';

/** A face to be written. */
export interface WrittenFace extends FineFace {
  /** Animations of its rig; none where it is left out. */
  readonly animate?: (weightsOf: ExpressionWeights) => readonly RigAnimation[];
}

/** Where a face's files go: `<prefix><name>.*` of an output folder. */
export interface FacePlace {
  readonly folder: OutputFolder;
  readonly prefix: string;
  readonly name: string;
}

/** Writes `<name>.obj`, `<name>_detail.obj`, `<name>.mtl`, `<name>_texture.png`, `<name>_normals.png`, `<name>.glb`. @returns the expression on the rig */
export async function writeFaceFiles(
  tables: FaceTables,
  face: WrittenFace,
  { rig, weightsOf }: FaceRig,
  { folder, prefix, name }: FacePlace,
): Promise<ShownExpression> {
  const { topology, rigs } = tables;
  // The OBJ names its materials' file, and that its textures.
  const stem = objName(name);
  const animated = { ...rig, animations: face.animate?.(weightsOf) ?? [] };
  // On another thread while this one writes meshes as text.
  const glb = rigs.glb(animated, stem);
  const group = { name: 'skin', material: 'skin', start: 0, count: topology.quads.length / 4 };
  folder.write(
    `${prefix}${stem}_detail.obj`,
    objText({ ...topology, positions: face.fine, groups: [group] }, `${stem}.mtl`),
  );
  const others: FaceFile[] = [];
  await writeFormats(animated, stem, { formats: [OBJ] }, (file, content) => others.push({ name: file, content }));
  for (const file of [...(await glb), ...others]) folder.write(`${prefix}${file.name}`, file.content);
  return weightsOf(face.codes);
}

/** A picture's name and size, and the face in it. */
export interface ReconstructedPicture {
  readonly name: string;
  readonly image: Pick<ByteImage, 'width' | 'height'>;
  readonly face: FaceReconstruction;
  readonly shown: FineFace;
  readonly rigged: FaceRig;
  /** Of the face detector, 0..1. */
  readonly detectorConfidence: number;
}

/** What a reconstruction leaves beside its meshes: depth, landmarks, albedo of the model, codes. */
export async function writeReconstruction(
  tables: FaceTables,
  { name, image, face, shown, rigged, detectorConfidence }: ReconstructedPicture,
  folder: OutputFolder,
): Promise<Record<string, unknown>> {
  const { head } = tables.decoder;
  const { view, positions, camera, workingCamera, texture } = face;
  const prefix = `${name}/`;
  const writing = writeFaceFiles(tables, shown, rigged, { folder, prefix, name });
  const { width, height } = workingCamera;
  const depth = rasterize(project(workingCamera, positions), head.triangles, width, height);
  const albedo = byteImage(albedoTexture(head, view.codes.albedo));
  const [expression, depthBytes, albedoBytes] = await Promise.all([writing, depthPng(depth), encodePng(albedo)]);
  folder.write(`${prefix}${name}_depth.png`, depthBytes);
  folder.write(`${prefix}${name}_albedo.png`, albedoBytes);
  const landmarks = Object.fromEntries(
    (['ibug68', 'mediapipe468'] as const).map((scheme) => {
      const points = embeddedPoints(head.embeddings[scheme], positions);
      return [scheme, landmarkEntry(points, project(camera, points))];
    }),
  );
  folder.write(`${prefix}${name}_landmarks.json`, `${JSON.stringify({ unit: 'mm', ...landmarks })}\n`);
  const { codes } = view;
  const json = {
    image: { name, width: image.width, height: image.height },
    head: head.name,
    shape: rounded(codes.shape),
    albedo: rounded(codes.albedo),
    expression: Object.fromEntries(
      head.expressions.names.map((label, k) => [label, Number(codes.expression[k].toFixed(4))]),
    ),
    morphTargets: {
      weights: Object.fromEntries(
        Array.from(expression.weights, ([label, weight]) => [label, Number(weight.toFixed(4))]),
      ),
      rmsMm: expression.rmsMm,
    },
    headPose: rounded(codes.headPose),
    jawPose: rounded(codes.jawPose),
    camera: { scale: codes.camera[0], tx: codes.camera[1], ty: codes.camera[2] },
    light: rounded(codes.light),
    crop: view.box,
    confidence: Math.exp(-view.logVariance),
    detectorConfidence,
    textureCoverage: texture.coverage,
  };
  folder.write(`${prefix}${name}_codes.json`, `${JSON.stringify(json, null, 1)}\n`);
  return json;
}

function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (x) => Number(x.toFixed(6)));
}
