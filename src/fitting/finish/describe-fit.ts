import { type HeadModel, skinTriangles } from '../../head/head-model.ts';
import { type ByteImage, byteImage } from '../../image/image.ts';
import type { KernelBackend, Kernels } from '../../kernels/kernel.ts';
import type { NetworkRuntime } from '../../onnx/network-runtime.ts';
import { networkRuntime, runtimeWarning } from '../../onnx/onnx-runtime.ts';
import { loadPartImages } from '../../render/mesh/head-mesh.ts';
import { type BakedTexture, beginBake } from '../../render/texture/bake-texture.ts';
import { awayFromRest } from '../../render/texture/blend/away-from-rest.ts';
import { completeSkin } from '../../render/texture/completion/complete-skin.ts';
import { type EyeLook, paintEyes } from '../../render/texture/eye-texture.ts';
import { findCreases, LAID_PIT_MM, PIT_MM } from '../../render/texture/shading/creases.ts';
import { skinPicture } from '../../render/texture/skin-picture.ts';
import { workingCameras } from '../evidence/gather-evidence.ts';
import type { ObservedView } from '../evidence/observe-views.ts';
import {
  type HairShaper,
  hairWork,
  type PhotographedHead,
  paintedHair,
  type ShapedHair,
  type ShellHair,
  shapeHair,
} from '../hair/shell-hair.ts';
import type { FitOptions } from '../options/fit-options.ts';
import { foldedTriangles } from '../priors/fold-guard.ts';
import { viewMeshes } from '../unknowns/view-mesh.ts';
import { describeViews, type ViewDescription, type ViewListener } from './describe-views.ts';
import { type DetailMaps, detailMaps } from './detail-maps.ts';
import { eyeLook } from './eyes/eye-look.ts';
import type { FittedHead } from './fitted-head.ts';
import type { LandmarkError } from './landmark-error.ts';
import { pixelWarnings } from './odd-views.ts';
import { setAsideError } from './set-aside-error.ts';

/** A fit with all that is computed from it: what exporters and reports write down. */
export interface DescribedFit {
  readonly fitted: FittedHead;
  /** As views are rendered with it. */
  readonly texture: BakedTexture;
  /** The skin's colours as they are written, in the size that was asked for. */
  readonly skin: ByteImage;
  /** Null where the photographs show none, or none was asked for. */
  readonly hair: ShellHair | null;
  /** The eyes as the photographs show them: how they look, and their picture. */
  readonly eyes: { readonly look: EyeLook; readonly picture: ByteImage };
  /** Null where the fit has no residuals. */
  readonly detail: DetailMaps | null;
  /** Of the used views, in order. */
  readonly views: readonly ViewDescription[];
  /** Of the views that were set aside, in the order of `observed.unused`. */
  readonly setAside: readonly (LandmarkError | null)[];
  /** Skin triangles turned over against the morphable head's. */
  readonly foldedTriangles: number;
  readonly kernels: KernelBackend;
  readonly networks: NetworkRuntime;
  /** All of the fit, and what its description found. */
  readonly warnings: readonly string[];
}

/** A view that has neither landmarks nor a given camera was found by its pixels, which need not be doubted. */
function foundByPixels({ observation, view }: ObservedView): boolean {
  return observation === null && view.camera === null;
}

/** The head in each used view [views][V, 3] mm, and its skin. */
export type PaintedFit = Pick<DescribedFit, 'texture' | 'skin'> & { readonly meshes: readonly Float64Array[] };

/** Who else takes part in a description. */
export interface Describers {
  /** The skin where it is painted already, as {@link paintFit} does. */
  readonly painted: PaintedFit;
  /** Told of each view while it is rendered, for pictures of it. */
  readonly onView: ViewListener;
  /** The shape of the hair where it is on its way, as {@link beginHair} has it. */
  readonly hair: Promise<ShapedHair | null>;
}

const UNSEEN: ViewListener = async () => {};

/**
 * Begins to find the shape of a fit's hair; null where it has none, or none is asked for. What it throws is told where it is awaited,
 * however late that is.
 * @param shape perhaps in another thread
 */
export function beginHair(
  kernels: Kernels,
  fitted: FittedHead,
  { hair }: Pick<FitOptions, 'hair'>,
  shape: HairShaper = async (...asked) => shapeHair(...asked),
): Promise<ShapedHair | null> {
  const begin = async (): Promise<ShapedHair | null> => {
    const work = hair === 'none' ? null : hairWork(kernels, photographedHead(fitted));
    return work === null ? null : shape(kernels, work);
  };
  const shaping = begin();
  shaping.catch(() => {});
  return shaping;
}

function photographedHead({ head, positions, observed, cameras, working }: FittedHead): PhotographedHead {
  return { head, positions, views: observed.used, cameras, working };
}

/**
 * Paints the skin from the photographs. It takes twice the kernel memory of what follows: who has little lends that kernels of its own.
 * @param options as {@link describeFit} has them @param hair as {@link beginHair} has it
 */
export async function paintFit(
  kernels: Kernels,
  fitted: FittedHead,
  options: Pick<FitOptions, 'textureSize' | 'complete' | 'hair' | 'keepExpression'>,
  hair: Promise<ShapedHair | null>,
): Promise<PaintedFit> {
  const { head, positions, preset, working } = fitted;
  const cameras = workingCameras(fitted.cameras, working);
  const meshes = viewMeshes(fitted);
  const differ = fitted.expressions.groupCount > 0;
  const rest = options.keepExpression ? positions : fitted.neutral.positions;
  const shown = meshes.map((own, v) => ({ positions: own, camera: cameras[v] }));
  const away = differ ? awayFromRest(head, rest, shown) : null;
  const photographs = working.map(({ image, mask, labels }, v) => {
    const creases = findCreases(head, rest, meshes[v], fitted.lips[v] === null ? PIT_MM : LAID_PIT_MM);
    return {
      image,
      mask,
      labels,
      camera: cameras[v],
      ...(away === null ? {} : { positions: meshes[v], away: away[v] }),
      creases,
    };
  });
  // What need not know of hair is found while another thread shapes it.
  const bake = beginBake(kernels, { head, positions }, photographs, preset.textureSize);
  const underHair = options.hair === 'none' ? undefined : hiddenSkin(head, await hair);
  const baked = bake(underHair);
  const texture = await completeSkin(head, baked, options.complete);
  const painted = { shaped: { head, positions, underHair }, views: photographs, baked: texture };
  return { meshes, texture, skin: skinPicture(kernels, painted, options.textureSize ?? preset.textureSize) };
}

/** What hair hides of a skin [skin vertices]; nothing of a bald one, whose scalp is skin. */
function hiddenSkin(head: HeadModel, hair: ShapedHair | null): Uint8Array {
  return hair === null ? new Uint8Array(head.parts[0].vertexCount) : hair.under;
}

/**
 * Paints the skin, renders the head into every view and measures it there.
 * @param options `textureSize` of the skin as it is written, texels; the preset's where it is null. Views are rendered
 * with the preset's. `complete` says what fills skin that no view shows, `hair` what becomes of hair, `keepExpression` that folds of
 * the expression that the photographs share stay.
 */
export async function describeFit(
  kernels: Kernels,
  fitted: FittedHead,
  options: Pick<FitOptions, 'textureSize' | 'complete' | 'hair' | 'keepExpression' | 'detail'>,
  { onView = UNSEEN, hair: shaping = beginHair(kernels, fitted, options), painted }: Partial<Describers> = {},
): Promise<DescribedFit> {
  const { head, positions, preset } = fitted;
  const { meshes, texture, skin } = painted ?? (await paintFit(kernels, fitted, options, shaping));
  const parts = await loadPartImages(head);
  const look = eyeLook(head, parts.eye, fitted, texture.lights);
  const eye = paintEyes(head, parts.eye, look);
  const haired = await shaping;
  const colors = { lights: texture.lights, size: preset.textureSize, cards: options.hair === 'cards' };
  // Before views are rendered: what they leave lies about until the memory that hair takes is gone.
  const hair = haired === null ? null : paintedHair(kernels, haired, photographedHead(fitted), colors);
  const detail = options.detail ? detailMaps(kernels.memory, fitted, preset.textureSize) : null;
  const rendering = { meshes, texture, parts: { ...parts, eye }, hair, halvings: preset.sheetHalvings };
  const views = await describeViews(kernels, fitted, rendering, onView);
  const networks = await networkRuntime();
  const triangles = skinTriangles(head);
  const template = fitted.asm.model.template.map((x) => x * fitted.size);
  const folded = foldedTriangles(triangles, positions, template);
  const { fallback } = kernels.backend;
  const slow = runtimeWarning(networks);
  return {
    fitted,
    texture,
    skin,
    hair,
    eyes: { look, picture: byteImage(eye) },
    detail,
    views,
    setAside: fitted.observed.unused.map((entry) => setAsideError(fitted, entry)),
    foldedTriangles: folded,
    kernels: kernels.backend,
    networks,
    warnings: [
      ...fitted.warnings,
      ...pixelWarnings(views.filter((_, v) => !foundByPixels(fitted.observed.used[v]))),
      ...(hair?.unlike ?? []).map(
        (v) =>
          `${fitted.observed.used[v].view.name}: hair of another colour than that which the photographs show most of; it takes no part in the hair`,
      ),
      ...(fallback === null ? [] : [`slower than it could be: ${fallback}`]),
      ...(slow === null ? [] : [slow]),
      ...(folded === 0 ? [] : [`${folded} of ${triangles.length / 3} skin triangles are folded`]),
    ],
  };
}
