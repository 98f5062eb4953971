import { describe, expect, it } from 'vitest';
import { EXPRESSIVE_BONES } from '../../../src/asm/expression-bones.ts';
import { HAIR } from '../../../src/capture/segmentation/classes.ts';
import { workingCameras } from '../../../src/fitting/evidence/gather-evidence.ts';
import { describeFit, paintFit } from '../../../src/fitting/finish/describe-fit.ts';
import { describeViews, type RenderedView } from '../../../src/fitting/finish/describe-views.ts';
import { headRadius } from '../../../src/fitting/hair/head-radius.ts';
import { type ShapedHair, shapeHair } from '../../../src/fitting/hair/shell-hair.ts';
import { createShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import { squaredDistance } from '../../../src/geometry/vector3.ts';
import { eyeballs } from '../../../src/head/anatomy/eyes/eyeballs.ts';
import { hairRegion } from '../../../src/head/anatomy/hair-region.ts';
import { LIP_POINTS } from '../../../src/head/anatomy/lips/lip-points.ts';
import { findSlits, slitEnds } from '../../../src/head/anatomy/slits.ts';
import { faceTriangles, type HeadPart, skinTriangles } from '../../../src/head/head-model.ts';
import { byteFromLinear } from '../../../src/image/color.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { NO_TRIANGLE } from '../../../src/kernels/jobs/pixels/rasterize.ts';
import type { HairLook } from '../../../src/render/mesh/draw-hair.ts';
import { loadPartImages } from '../../../src/render/mesh/head-mesh.ts';
import { shadeLoadedMesh } from '../../../src/render/mesh/loaded-mesh.ts';
import { facePsnr } from '../../../src/render/pictures/face-psnr.ts';
import { vertexMap } from '../../../src/render/texture/vertex-map.ts';
import { fittedDemo } from '../../helpers/fitting/fitted-demo.ts';
import { hairPictures } from '../../helpers/pictures/hair-pictures.ts';

const { kernels, head, fitted } = await fittedDemo();
const NO_HAIR = Promise.resolve(null);

/** Hair all around the head, 4 mm off its skin. */
function blackHood(): HairLook {
  const triangles = skinTriangles(head);
  const skin = fitted.positions.subarray(0, 3 * head.parts[0].vertexCount);
  const { normals } = vertexNormals(skin, triangles);
  return {
    mesh: {
      positions: skin.map((x, i) => x + 4 * normals[i]),
      triangles,
      uvs: new Float64Array((2 * skin.length) / 3).fill(0.5),
    },
    texture: { color: { width: 2, height: 2, data: new Uint8Array(12) }, opacity: new Uint8Array(4).fill(255) },
  };
}

function partVertices({ vertexStart, vertexCount }: HeadPart): number[] {
  return Array.from({ length: vertexCount }, (_, i) => vertexStart + i);
}

describe('the description of a fit', async () => {
  const seen: { index: number; scale: number; width: number; psnrDb: number | null; inside: number }[] = [];
  const before = kernels.memory.mark();
  const look = async ({ index, scale, photo, view, rendered, landmarks }: RenderedView): Promise<void> => {
    // What is in kernel memory must live until this promise resolves.
    await new Promise((resolve) => setTimeout(resolve, 5));
    const psnrDb = facePsnr(photo, rendered, {
      triangle: view.triangle,
      faceTriangles: faceTriangles(head),
      before: null,
    });
    let inside = 0;
    for (let l = 0; l < landmarks.length; l += 3)
      if (landmarks[l] > 0 && landmarks[l] < photo.width && landmarks[l + 1] > 0 && landmarks[l + 1] < photo.height)
        inside++;
    seen.push({ index, scale, width: photo.width, psnrDb, inside: (3 * inside) / landmarks.length });
  };
  const options = {
    textureSize: null,
    complete: 'albedo',
    hair: 'none',
    keepExpression: false,
    detail: false,
  } as const;
  const described = await describeFit(kernels, fitted, options, { onView: look });

  it('shows every used view once, in order, at the size that it measures', () => {
    expect(seen.map(({ index }) => index)).toEqual([0, 1]);
    for (const [v, { scale, width, psnrDb, inside }] of seen.entries()) {
      expect(scale).toBe(0.5);
      expect(width).toBe(fitted.working[v].image.width >> 1);
      expect(psnrDb).toBe(described.views[v].psnrDb);
      expect(inside).toBeGreaterThan(0.95);
    }
  });

  it('leaves kernel memory as it was', () => {
    expect(kernels.memory.mark()).toBe(before);
  });

  it('measures each view', () => {
    expect(described.views.map(({ name }) => name)).toEqual(fitted.observed.used.map(({ view }) => view.name));
    for (const { landmarks, psnrDb, expression, expressionBones } of described.views) {
      expect(landmarks?.rmsPercentIod).toBeGreaterThan(0);
      expect(landmarks?.rmsPercentIod).toBeLessThan(8);
      expect(psnrDb).toBeGreaterThan(22);
      expect(expression.length).toBe(head.expressions.names.length);
      expect(expressionBones.length).toBe(3 * EXPRESSIVE_BONES.length);
    }
    expect(described.setAside).toEqual([]);
  });

  it('paints the skin at the size asked for, a light for each view', () => {
    const { albedo, lights, coverage } = described.texture;
    expect([albedo.width, albedo.height, albedo.channels]).toEqual([256, 256, 3]);
    expect(lights.length).toBe(2);
    expect(coverage).toBeGreaterThan(0.2);
    expect(coverage).toBeLessThanOrEqual(1);
    expect(described.detail).toBeNull();
  });

  it('warns of what it finds beside what the fit warned of', () => {
    expect(described.warnings).toEqual(expect.arrayContaining([...fitted.warnings]));
    expect(described.kernels).toEqual(kernels.backend);
    const folds = described.warnings.filter((warning) => /triangles are folded/.test(warning));
    expect(folds).toEqual(
      described.foldedTriangles === 0
        ? []
        : [`${described.foldedTriangles} of ${skinTriangles(head).length / 3} skin triangles are folded`],
    );
  });

  it('shows each view in its own shadows', async () => {
    const painted = await paintFit(kernels, fitted, options, NO_HAIR);
    const shade = new Float64Array(3 * head.parts[0].vertexCount).fill(Math.log(0.4));
    const shaded = { ...painted, texture: { ...painted.texture, cast: [painted.texture.cast[0], shade] } };
    const { views } = await describeFit(kernels, fitted, options, { painted: shaded });
    expect(views[0].psnrDb).toBe(described.views[0].psnrDb);
    expect(views[1].psnrDb).toBeLessThan((described.views[1].psnrDb ?? 0) - 6);
  });

  it('shows each view with its own gloss', async () => {
    const painted = await paintFit(kernels, fitted, options, NO_HAIR);
    const glare = { cells: 4, share: new Float32Array(16).fill(1), gain: new Float32Array(48).fill(-0.9) };
    const shiny = { ...painted, texture: { ...painted.texture, gloss: [painted.texture.gloss[0], glare] } };
    const { views } = await describeFit(kernels, fitted, options, { painted: shiny });
    expect(views[0].psnrDb).toBe(described.views[0].psnrDb);
    expect(views[1].psnrDb).toBeLessThan((described.views[1].psnrDb ?? 0) - 6);
  });

  it('lays the head over each photograph, and its hair over both', async () => {
    const { meshes, texture } = await paintFit(kernels, fitted, options, NO_HAIR);
    const rendering = { meshes, texture, parts: await loadPartImages(head), halvings: 1 };
    const draw = async (hair: HairLook | null) => {
      const pictures: Pick<RenderedView, 'photo' | 'rendered' | 'view'>[] = [];
      const views = await describeViews(kernels, fitted, { ...rendering, hair }, async ({ photo, rendered, view }) => {
        const copy = (image: ByteImage): ByteImage => ({ ...image, data: image.data.slice() });
        const kept = { ...view, triangle: view.triangle.slice(), depth: view.depth.slice() };
        pictures.push({ photo: copy(photo), rendered: copy(rendered), view: kept });
      });
      return { pictures, views };
    };
    const [bald, hooded] = [await draw(null), await draw(blackHood())];
    for (const [v, { photo, rendered, view }] of bald.pictures.entries()) {
      const other = hooded.pictures[v];
      expect(other.view.depth).toEqual(view.depth);
      let [around, black, bare] = [0, 0, 0];
      view.triangle.forEach((t, i) => {
        const bytes = (image: ByteImage): string => image.data.subarray(3 * i, 3 * i + 3).join();
        if (t === NO_TRIANGLE && bytes(rendered) !== bytes(photo)) around++;
        if (bytes(other.rendered) === '0,0,0') black++;
        else if (t !== NO_TRIANGLE) bare++;
      });
      expect(around).toBe(0);
      expect(black).toBeGreaterThan(50 * bare);
      expect(hooded.views[v].psnrDb).toBeLessThan((bald.views[v].psnrDb ?? 0) - 10);
    }
  });

  it('shades the eyes under their lids, and draws the hair that it paints', async () => {
    const onEye = new Set(eyeballs(head, head.template).flatMap(({ part }) => [...partVertices(part)]));
    let [eye, darker, hairy, covered] = [0, 0, 0, 0];
    const sphere = createShellSphere();
    const radius = headRadius(head, fitted.positions, sphere);
    const thickness = Float64Array.from(radius.place, (place) => (place === 1 ? 14 : 0));
    const pictures = hairPictures({ sphere, head: radius }, thickness, workingCameras(fitted.cameras, fitted.working));
    const working = fitted.working.map((own, v) => ({ ...own, image: pictures[v].image, labels: pictures[v].labels }));
    const shaped = shapeHair(kernels, { head, positions: fitted.positions, pictures });
    const { texture } = described;
    const onView = async ({ index, mesh, view, rendered, photo, labels }: RenderedView): Promise<void> => {
      const bare = shadeLoadedMesh(kernels, mesh, view, texture.lights[index]);
      view.triangle.forEach((t, i) => {
        const shown = rendered.data[3 * i];
        if (t !== NO_TRIANGLE && onEye.has(head.triangles[3 * t])) {
          eye++;
          if (shown < byteFromLinear(bare[4 * i])) darker++;
        }
        if (labels?.[i] !== HAIR) return;
        hairy++;
        if (Math.abs(shown - photo.data[3 * i]) < 40) covered++;
      });
    };
    const shown = await describeFit(
      kernels,
      { ...fitted, working },
      { ...options, hair: 'shell' },
      {
        painted: await paintFit(kernels, fitted, options, NO_HAIR),
        hair: Promise.resolve(shaped),
        onView,
      },
    );
    expect(shown.hair?.cards).toBeNull();
    const carded = await describeFit(
      kernels,
      { ...fitted, working },
      { ...options, hair: 'cards' },
      { painted: await paintFit(kernels, fitted, options, NO_HAIR), hair: Promise.resolve(shaped) },
    );
    expect(carded.hair?.cards).not.toBeNull();
    expect(carded.hair?.texture).toEqual(shown.hair?.texture);
    expect(eye).toBeGreaterThan(100);
    expect(darker).toBeGreaterThan(0.6 * eye);
    expect(hairy).toBeGreaterThan(1000);
    expect(covered).toBeGreaterThan(0.8 * hairy);
  });

  it('takes skin that hair leaves bare for skin, where hair could grow', async () => {
    const under = hairRegion(head);
    const haired = Promise.resolve({ under } as ShapedHair);
    const paint = async (hair: 'shell' | 'none', shaped: Promise<ShapedHair | null>) =>
      (await paintFit(kernels, fitted, { ...options, hair }, shaped)).texture.albedo.data;
    const grown = await paint('none', NO_HAIR);
    expect(await paint('shell', haired)).toEqual(grown);
    const shaved = await paint('shell', NO_HAIR);
    const onScalp = vertexMap(head, 256, (v) => hairRegion(head)[v]);
    let [off, elsewhere] = [0, 0];
    shaved.forEach((x, i) => {
      const far = Math.abs(x - grown[i]);
      if (onScalp[Math.floor(i / 3)] === 1) off = Math.max(off, far);
      else elsewhere += far / shaved.length;
    });
    expect(off).toBeGreaterThan(0.02);
    expect(elsewhere).toBeLessThan(0.01);
  });

  it('paints lips that are laid up to their corners', async () => {
    const still = new Float64Array(3 * LIP_POINTS.length);
    const [plain, laid] = await Promise.all(
      [null, still].map(async (lips) => {
        const { texture } = await paintFit(kernels, { ...fitted, lips: fitted.lips.map(() => lips) }, options, NO_HAIR);
        return texture.albedo;
      }),
    );
    const corners = slitEnds(findSlits(head).mouth);
    const near = vertexMap(head, plain.width, (v) =>
      corners.some((c) => squaredDistance(head.template, v, c) < 49) ? 1 : 0,
    );
    const sums = { corner: 0, elsewhere: 0, corners: 0, others: 0 };
    near.forEach((share, texel) => {
      const difference = [0, 1, 2].reduce(
        (sum, k) => sum + Math.abs(plain.data[3 * texel + k] - laid.data[3 * texel + k]),
        0,
      );
      if (share > 0.5) [sums.corner, sums.corners] = [sums.corner + difference, sums.corners + 1];
      else [sums.elsewhere, sums.others] = [sums.elsewhere + difference, sums.others + 1];
    });
    expect(sums.corners).toBeGreaterThan(10);
    expect(sums.corner / sums.corners).toBeGreaterThan(20 * (sums.elsewhere / sums.others));
    expect(sums.corner / sums.corners).toBeGreaterThan(1e-3);
  });

  it('is the same without anyone looking', async () => {
    expect(await describeFit(kernels, fitted, options)).toEqual(described);
  });
});
