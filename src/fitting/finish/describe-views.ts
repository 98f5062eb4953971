import { setImmediate } from 'node:timers/promises';
import { CLOTHES, HAIR, OTHER } from '../../capture/segmentation/classes.ts';
import type { WorkingView } from '../../capture/working-view.ts';
import { project, scaleCamera } from '../../geometry/camera.ts';
import type { EyesGaze } from '../../head/anatomy/eyes/eyeballs.ts';
import { faceTriangles } from '../../head/head-model.ts';
import { pointPositions } from '../../head/shape/shape-space.ts';
import { type ByteImage, byteImage, halveImage } from '../../image/image.ts';
import { bytesCopy, type Kernels, realCopy } from '../../kernels/kernel.ts';
import { drawEyeOcclusion, loadEyeOcclusion } from '../../render/mesh/draw-eye-occlusion.ts';
import { drawHair, type HairLook, loadHair } from '../../render/mesh/draw-hair.ts';
import type { PartImages } from '../../render/mesh/head-mesh.ts';
import { type LoadedMesh, type MeshView, shadeLoadedMesh, viewLoadedMesh } from '../../render/mesh/loaded-mesh.ts';
import { facePsnr } from '../../render/pictures/face-psnr.ts';
import { renderedPicture } from '../../render/pictures/rendered-picture.ts';
import type { BakedTexture } from '../../render/texture/bake-texture.ts';
import { meshInLight } from '../../render/texture/shading/mesh-in-light.ts';
import { workingCameras } from '../evidence/gather-evidence.ts';
import { landmarkPoints } from '../evidence/landmarks/landmark-points.ts';
import { deviationOf } from '../unknowns/view-expressions.ts';
import { boneTranslationsOf, jawOf } from '../unknowns/view-mesh.ts';
import { expressionCoefficients, type FittedHead } from './fitted-head.ts';
import { type LandmarkError, landmarkError } from './landmark-error.ts';

/** How a used view came out. */
export interface ViewDescription {
  readonly name: string;
  /** Null where the view has no landmarks, or the head lies behind its camera. */
  readonly landmarks: LandmarkError | null;
  /** Of the re-rendering on the face, where nothing lies before it; null where the view shows none of it. */
  readonly psnrDb: number | null;
  /** The view's whole expression: coefficients of the head's expressions [E]. */
  readonly expression: Float64Array;
  /** What the expressive bones add to it, translations [X, 3] mm. */
  readonly expressionBones: Float64Array;
  /** Its jaw: axis-angle [3], then what it slid to the left and forwards [2], radians and mm. */
  readonly jaw: Float64Array;
  /** Where its eyes look; null where it shows none. */
  readonly gaze: EyesGaze | null;
}

/** A used view with the head rendered into it; what lies in kernel memory lives until the listener's promise resolves. */
export interface RenderedView {
  /** Among the used views. */
  readonly index: number;
  /** The photograph around the head. */
  readonly photo: ByteImage;
  /** Class of each of its pixels (capture/segmentation/classes.ts) [h, w]; null where none is known. */
  readonly labels: Uint8Array | null;
  /** Its pixels per pixel of the fit's working view. */
  readonly scale: number;
  readonly mesh: LoadedMesh;
  readonly view: MeshView;
  /** The photograph with the head and its hair laid over it, under the view's own light, local lights with it. */
  readonly rendered: ByteImage;
  /** The head's landmarks [L, 3]: pixels of the photograph here, and depth. */
  readonly landmarks: Float64Array;
}

/** Told of each view while it is rendered, in order. */
export type ViewListener = (rendered: RenderedView) => Promise<void>;

/** What views are compared with: the head in each, the painted skin, its other parts, and how often the working views are halved for it. */
export interface Rendering {
  /** Head of each used view [views][V, 3] mm */
  readonly meshes: readonly Float64Array[];
  readonly texture: BakedTexture;
  readonly parts: PartImages;
  readonly hair: HairLook | null;
  readonly halvings: number;
}

/** Renders the head into each used view, one after another, in the light that the photographs show it in, and measures it there. */
export async function describeViews(
  kernels: Kernels,
  fitted: FittedHead,
  { meshes, texture, parts, hair, halvings }: Rendering,
  onView: ViewListener,
): Promise<ViewDescription[]> {
  const { head, working } = fitted;
  const { memory } = kernels;
  const cameras = workingCameras(fitted.cameras, working);
  const points = landmarkPoints(fitted.space);
  const onFace = faceTriangles(head);
  const mark = memory.mark();
  const meshIn = meshInLight(memory, { head, positions: fitted.positions, parts, texture });
  const lidShade = await loadEyeOcclusion(head);
  const worn = hair === null ? null : loadHair(kernels, hair);
  const views: ViewDescription[] = [];
  for (const [v, positions] of meshes.entries()) {
    const viewMark = memory.mark();
    let { image } = working[v];
    for (let k = 0; k < halvings; k++) image = halveImage(image);
    const scale = 0.5 ** halvings;
    const camera = scaleCamera(cameras[v], scale, image.width, image.height);
    // In kernel memory, which is given back: as garbage they would pile up over the views.
    const photo = byteImage(image, memory.bytes(3 * image.width * image.height));
    const mesh = meshIn({ cast: texture.cast[v], gloss: texture.gloss[v], folds: texture.folds[v] });
    const view = viewLoadedMesh(kernels, mesh, positions, camera);
    const colors = shadeLoadedMesh(kernels, mesh, view, texture.lights[v]);
    const rendered = renderedPicture(view, colors, bytesCopy(memory, photo.data));
    // Wires go by the head's own depths.
    const canvas = { picture: rendered, depth: realCopy(memory, view.depth) };
    const lit = { camera, light: texture.lights[v] };
    drawEyeOcclusion(kernels, { head, positions, texture: lidShade }, lit, canvas);
    if (worn !== null) drawHair(kernels, worn, lit, canvas);
    const landmarks = pointPositions(points, positions);
    const labels = labelsIn(working[v], photo, scale);
    const before = labels?.map((label) => (BEFORE_HEADS.includes(label) ? 1 : 0)) ?? null;
    const face = { triangle: view.triangle, faceTriangles: onFace, before };
    views.push(describeView(fitted, v, landmarks, facePsnr(photo, rendered, face)));
    await onView({ index: v, photo, labels, scale, mesh, view, rendered, landmarks: project(camera, landmarks) });
    memory.release(viewMark);
    // Between views signals get their turn.
    await setImmediate();
  }
  memory.release(mark);
  return views;
}

/** What is what in the pixels of a rendered view: that of the working view's nearest pixel. */
function labelsIn(
  { labels, image }: WorkingView,
  { width, height }: Pick<ByteImage, 'width' | 'height'>,
  scale: number,
): Uint8Array | null {
  if (labels === null) return null;
  const nearest = (count: number, last: number): Uint32Array =>
    Uint32Array.from({ length: count }, (_, i) => Math.min(last, Math.floor((i + 0.5) / scale)));
  const columns = nearest(width, image.width - 1);
  const shown = new Uint8Array(width * height);
  nearest(height, image.height - 1).forEach((row, y) => {
    for (let x = 0; x < width; x++) shown[y * width + x] = labels[row * image.width + columns[x]];
  });
  return shown;
}

/** What of a photograph lies before heads; background does not: a face that stands out of the person's outline is wrong. */
const BEFORE_HEADS: readonly number[] = [HAIR, CLOTHES, OTHER];

/** @param landmarks of the head as the view shows it [L, 3] mm */
function describeView(fitted: FittedHead, v: number, landmarks: Float64Array, psnrDb: number | null): ViewDescription {
  const observation = fitted.photoLandmarks[v];
  const deviation = deviationOf(fitted.expressions, fitted.deviations, v);
  return {
    name: fitted.observed.used[v].view.name,
    landmarks: observation === null ? null : landmarkError(fitted.cameras[v], landmarks, observation, fitted.bias),
    psnrDb,
    expression: Float64Array.from(
      expressionCoefficients(fitted.space, fitted.coefficients),
      (shared, k) => shared + deviation[k],
    ),
    expressionBones: Float64Array.from(boneTranslationsOf(fitted, v), (t) => t * fitted.size),
    jaw: jawOf(fitted, v),
    gaze: fitted.readGazes[v],
  };
}
