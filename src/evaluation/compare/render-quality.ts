import type { View } from '../../capture/load-capture.ts';
import {
  createWorkingViews,
  SHAPE_PIXELS_PER_MM,
  toWorkingCamera,
  type WorkingView,
} from '../../capture/working-view.ts';
import type { Camera } from '../../geometry/camera.ts';
import { faceTriangles, type HeadModel } from '../../head/head-model.ts';
import { byteImage, type LinearImage } from '../../image/image.ts';
import { encodeJpeg } from '../../image/image-file.ts';
import { NO_TRIANGLE } from '../../kernels/jobs/pixels/rasterize.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { TexturedHead } from '../../render/mesh/head-mesh.ts';
import { shadeLoadedMesh, viewLoadedMesh } from '../../render/mesh/loaded-mesh.ts';
import { type BakedTexture, bakeTexture } from '../../render/texture/bake-texture.ts';
import { lightOfView } from '../../render/texture/light-of-view.ts';
import { type LocalLight, NO_LOCAL_LIGHT } from '../../render/texture/shading/local-gains.ts';
import { meshInLight } from '../../render/texture/shading/mesh-in-light.ts';
import { type ImageQuality, imageQuality, rerendered } from './image-quality.ts';
import type { PosedHead } from './posed-head.ts';

/** A photograph, what a method makes of it, and how alike they are on the face. */
export interface ViewQuality extends ImageQuality {
  readonly view: string;
  /** Null where nobody looks at them. */
  readonly pictures: QualityPictures | null;
}

/** What was compared, JPEG. */
export interface QualityPictures {
  readonly photo: Uint8Array;
  readonly rendering: Uint8Array;
}

/** A photograph that had no part in a fit, and its camera for the fit's head. */
export interface HeldOutView {
  readonly view: View;
  readonly camera: Camera;
}

/** A picture with the mesh that it shows, under a light [9, 3] and what a lamp, gloss and folds add to it. */
interface ShownView extends Omit<LocalLight, 'gains'> {
  readonly name: string;
  readonly positions: Float64Array;
  readonly camera: Camera;
  readonly image: LinearImage;
  readonly mask: Uint8Array;
  readonly light: Float64Array;
  /** Whether its pictures are looked at: they cost as much as their comparison. */
  readonly pictured: boolean;
}

const TEXTURE_SIZE = 512;
const JPEG_QUALITY = 82;

/** A method's head, painted from its photographs. */
interface PaintedHead {
  readonly shaped: { readonly head: HeadModel; readonly positions: Float64Array };
  readonly working: readonly WorkingView[];
  readonly baked: BakedTexture;
  /** How a picture shows it. */
  readonly show: (shown: ShownView) => Promise<ViewQuality>;
}

/**
 * Paints a method's head from its photographs and renders it into them, each under its own light.
 * @param pictured views whose pictures are looked at, by their places
 */
export async function renderQuality(
  kernels: Kernels,
  textured: TexturedHead,
  photographed: PhotographedMethod,
  pictured: readonly number[],
): Promise<readonly ViewQuality[]> {
  const { posed, views } = photographed;
  return withPainted(kernels, textured, photographed, async ({ working, baked, show }) => {
    const out: ViewQuality[] = [];
    for (const [v, view] of working.entries()) {
      const camera = toWorkingCamera(posed.cameras[v], view);
      const { lights, cast, gloss, folds } = baked;
      const shown = {
        ...view,
        name: views[v].name,
        positions: posed.meshes[v],
        camera,
        light: lights[v],
        cast: cast[v],
        gloss: gloss[v],
        folds: folds[v],
      };
      out.push(await show({ ...shown, pictured: pictured.includes(v) }));
    }
    return out;
  });
}

/** Paints a method's head from its photographs and renders it into one that it has not seen. */
export async function unseenQuality(
  kernels: Kernels,
  textured: TexturedHead,
  photographed: PhotographedMethod,
  { view, camera }: HeldOutView,
): Promise<ViewQuality> {
  return withPainted(kernels, textured, photographed, async ({ shaped, baked, show }) => {
    const { positions } = shaped;
    const [own] = createWorkingViews(kernels, [view], [camera], { positions, finest: SHAPE_PIXELS_PER_MM });
    const place = toWorkingCamera(camera, own);
    const light = lightOfView(kernels, shaped, baked.albedo, { ...own, camera: place });
    return show({
      ...own,
      name: view.name,
      positions,
      camera: place,
      light,
      ...NO_LOCAL_LIGHT,
      pictured: true,
    });
  });
}

/** A method's head, and the photographs that it is painted from. */
export interface PhotographedMethod {
  readonly posed: PosedHead;
  readonly views: readonly View[];
}

async function withPainted<T>(
  kernels: Kernels,
  { head, parts }: TexturedHead,
  { posed, views }: PhotographedMethod,
  work: (painted: PaintedHead) => Promise<T>,
): Promise<T> {
  const { memory } = kernels;
  const mark = memory.mark();
  const { positions } = posed;
  const working = createWorkingViews(kernels, views, posed.cameras, { positions, finest: SHAPE_PIXELS_PER_MM });
  const shaped = { head, positions };
  const baked = bakeTexture(
    kernels,
    shaped,
    working.map((view, v) => ({ ...view, camera: toWorkingCamera(posed.cameras[v], view) })),
    TEXTURE_SIZE,
  );
  const meshIn = meshInLight(memory, { head, positions, parts, texture: { albedo: baked.albedo, gains: null } });
  const onFaceOf = faceTriangles(head);
  const show = async ({
    name,
    positions,
    camera,
    image,
    mask,
    light,
    cast,
    gloss,
    folds,
    pictured,
  }: ShownView): Promise<ViewQuality> => {
    const viewMark = memory.mark();
    const loaded = meshIn({ cast, gloss, folds });
    const view = viewLoadedMesh(kernels, loaded, positions, camera);
    const shaded = shadeLoadedMesh(kernels, loaded, view, light);
    const onFace = Uint8Array.from(view.triangle, (t, i) =>
      t !== NO_TRIANGLE && t < onFaceOf.length && onFaceOf[t] === 1 && mask[i] === 1 ? 1 : 0,
    );
    const rendering = rerendered(image, shaded, (i) => view.triangle[i] !== NO_TRIANGLE);
    memory.release(viewMark);
    return {
      view: name,
      ...imageQuality(image, rendering, onFace),
      pictures: pictured ? { photo: await jpeg(image), rendering: await jpeg(rendering) } : null,
    };
  };
  const result = await work({ shaped, working, baked, show });
  memory.release(mark);
  return result;
}

function jpeg(image: LinearImage): Promise<Uint8Array> {
  return encodeJpeg(byteImage(image), JPEG_QUALITY);
}
