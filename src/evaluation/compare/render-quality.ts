import type { View } from '../../capture/load-capture.ts';
import { createWorkingViews, SHAPE_PIXELS_PER_MM, toWorkingCamera } from '../../capture/working-view.ts';
import type { Camera } from '../../geometry/camera.ts';
import { faceTriangles } from '../../head/head-model.ts';
import { byteImage, type LinearImage } from '../../image/image.ts';
import { encodeJpeg } from '../../image/image-file.ts';
import { NO_TRIANGLE } from '../../kernels/jobs/pixels/rasterize.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { headRenderMesh, type TexturedHead } from '../../render/mesh/head-mesh.ts';
import { loadMesh, shadeLoadedMesh, viewLoadedMesh } from '../../render/mesh/loaded-mesh.ts';
import { bakeTexture } from '../../render/texture/bake-texture.ts';
import { lightOfView } from '../../render/texture/light-of-view.ts';
import { type ImageQuality, imageQuality, rerendered } from './image-quality.ts';
import type { PosedHead } from './posed-head.ts';

/** A photograph, what a method makes of it, and how alike they are on the face. */
export interface ViewQuality extends ImageQuality {
  readonly view: string;
  /** JPEG */
  readonly photo: Uint8Array;
  readonly rendering: Uint8Array;
}

/** A photograph that had no part in a fit, and its camera for the fit's head. */
export interface HeldOutView {
  readonly view: View;
  readonly camera: Camera;
}

/** The photographs that a head is painted from, and one that it is not. */
export interface ComparedPhotographs {
  readonly views: readonly View[];
  readonly heldOut: HeldOutView | null;
}

/** A picture with the mesh that it shows, under a light [9, 3]. */
interface ShownView {
  readonly name: string;
  readonly positions: Float64Array;
  readonly camera: Camera;
  readonly image: LinearImage;
  readonly mask: Uint8Array;
  readonly light: Float64Array;
}

const TEXTURE_SIZE = 512;
const JPEG_QUALITY = 82;

/**
 * Paints a method's head from its photographs and renders it into them, each under its own light, and into one that it
 * has not seen.
 */
export async function renderQuality(
  kernels: Kernels,
  { head, parts }: TexturedHead,
  posed: PosedHead,
  { views, heldOut }: ComparedPhotographs,
): Promise<{ readonly views: readonly ViewQuality[]; readonly heldOut: ViewQuality | null }> {
  const { memory } = kernels;
  const mark = memory.mark();
  const frame = { positions: posed.positions, finest: SHAPE_PIXELS_PER_MM };
  const working = createWorkingViews(kernels, views, posed.cameras, frame);
  const shaped = { head, positions: posed.positions };
  const baked = bakeTexture(
    kernels,
    shaped,
    working.map((view, v) => ({ ...view, camera: toWorkingCamera(posed.cameras[v], view) })),
    TEXTURE_SIZE,
  );
  const loaded = loadMesh(memory, headRenderMesh(head, posed.positions, baked.albedo, parts));
  const onFaceOf = faceTriangles(head);
  const show = async ({ name, positions, camera, image, mask, light }: ShownView): Promise<ViewQuality> => {
    const viewMark = memory.mark();
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
      photo: await encodeJpeg(byteImage(image), JPEG_QUALITY),
      rendering: await encodeJpeg(byteImage(rendering), JPEG_QUALITY),
    };
  };
  const out: ViewQuality[] = [];
  for (const [v, { image, mask, ...place }] of working.entries()) {
    const camera = toWorkingCamera(posed.cameras[v], { image, mask, ...place });
    const light = baked.lights[v];
    out.push(await show({ name: views[v].name, positions: posed.meshes[v], camera, image, mask, light }));
  }
  let unseen: ViewQuality | null = null;
  if (heldOut !== null) {
    const [view] = createWorkingViews(kernels, [heldOut.view], [heldOut.camera], frame);
    const camera = toWorkingCamera(heldOut.camera, view);
    const light = lightOfView(kernels, shaped, baked.albedo, { ...view, camera });
    unseen = await show({ ...view, name: heldOut.view.name, positions: posed.positions, camera, light });
  }
  memory.release(mark);
  return { views: out, heldOut: unseen };
}
