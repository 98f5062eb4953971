import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKGROUND, CLOTHES, FACE_SKIN } from '../../src/capture/segmentation/classes.ts';
import type { HeadClasses } from '../../src/capture/segmentation/head-classes.ts';
import { createDetailTopology } from '../../src/deca/detail/detail-mesh.ts';
import { photoDetail } from '../../src/deca/detail/photo-detail.ts';
import { type FoundFace, findFaces } from '../../src/deca/find-faces.ts';
import { loadDecaModel, reconstructFace } from '../../src/deca/reconstruct-face.ts';
import { loadPeoplesHead } from '../../src/head/load-head.ts';
import { halveImage } from '../../src/image/image.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { openKernels } from '../../src/kernels/runtime/wasm-kernels.ts';
import { inLocalLight } from '../../src/render/texture/shading/local-gains.ts';
import { coveredSkin } from '../../src/render/texture/skin-texels.ts';
import { vertexMap } from '../../src/render/texture/vertex-map.ts';
import { DEMO } from '../helpers/folders.ts';

/** Of the expression's codes, those that fold cheeks. */
const SMILES = [18, 19, 36, 37];
const head = loadPeoplesHead();
const { image } = await loadImage(join(DEMO, 'views', '00.jpg'));
const frame = { name: '00.jpg', image };

describe('a face that is found', () => {
  let faces: readonly FoundFace[] = [];
  let model: Awaited<ReturnType<typeof loadDecaModel>>;
  beforeAll(async () => {
    ({ faces, model } = await findFaces(() => loadDecaModel(head), [frame, frame], {
      threads: 1,
      strict: true,
      painted: true,
    }));
  });

  it('comes with what is what around it where it will be painted, and else without', async () => {
    expect(faces).toHaveLength(2);
    for (const { classes } of faces) {
      if (classes === null) throw new Error('no classes');
      const { labels, side } = classes;
      expect(labels[side * Math.floor(0.55 * side) + side / 2]).toBe(FACE_SKIN);
      expect(labels[0]).toBe(BACKGROUND);
    }
    const { faces: plain } = await findFaces(async () => model, [frame], { threads: 1, strict: false });
    expect(plain.map(({ classes }) => classes)).toEqual([null]);
  });

  it('leaves no encoder open where the search fails, and a head that cannot be loaded is what is said', async () => {
    let closed = 0;
    const close = async (): Promise<void> => {
      closed++;
    };
    const watched = async () => ({ ...model, encoder: { ...model.encoder, close } });
    const grey = { ...frame, image: { ...image, data: new Uint8Array(image.data.length).fill(128) } };
    const search = { threads: 1, strict: false };
    await expect(findFaces(watched, [grey], search)).rejects.toMatchObject({ kind: 'no_face' });
    expect(closed).toBe(1);
    await findFaces(watched, [frame], search);
    expect(closed).toBe(1);
    await expect(findFaces(() => Promise.reject(new Error('no head')), [grey], search)).rejects.toThrow('no head');
  });

  it('is painted from skin alone: where clothes are said to be, the skin is filled', () => {
    const [face] = faces;
    const { classes } = face;
    if (classes === null) throw new Error('no classes');
    const kernels = openKernels(1);
    const detailed = { decoder: model.decoder, topology: createDetailTopology(head) };
    const painted = (seen: HeadClasses) =>
      reconstructFace(kernels, detailed, image, { ...face, classes: seen }).texture;
    const { side, labels } = classes;
    const skin = { ...classes, labels: new Uint8Array(labels.length).fill(FACE_SKIN) };
    const lower = Math.floor(0.6 * side);
    const scarf = { ...skin, labels: skin.labels.map((label, k) => (k >= side * lower ? CLOTHES : label)) };
    const [bare, veiled] = [painted(skin), painted(scarf)];
    const size = bare.albedo.width;
    const chin = vertexMap(head, size, (v) => (head.template[3 * v + 1] < -95 ? 1 : 0));
    const brows = vertexMap(head, size, (v) => (Math.abs(head.template[3 * v + 1] - 20) < 10 ? 1 : 0));
    const mean = (values: Float32Array, where: Float32Array): number =>
      values.reduce((sum, x, k) => sum + x * where[k], 0) / where.reduce((sum, x) => sum + x, 0);
    expect(mean(bare.share, chin)).toBeGreaterThan(0.1);
    expect(mean(veiled.share, chin)).toBe(0);
    expect(mean(veiled.share, brows)).toBeCloseTo(mean(bare.share, brows), 2);
    expect(mean(veiled.share, brows)).toBeGreaterThan(0.25);
  });

  it('has the folds of its expression in its relief, which its texture is without', () => {
    const kernels = openKernels(1);
    const detailed = { decoder: model.decoder, topology: createDetailTopology(head) };
    const [face] = faces;
    const expression = face.view.codes.expression.slice();
    for (const k of SMILES) expression[k] = 3;
    const view = { ...face.view, codes: { ...face.view.codes, expression } };
    const { texture, detail } = reconstructFace(kernels, detailed, image, { ...face, view });
    const [folds] = texture.folds;
    if (folds === null) throw new Error('nothing is folded');
    const skin = { head, covered: coveredSkin(head, texture.albedo.width) };
    const folded = inLocalLight(skin, texture.albedo, { gains: null, cast: null, gloss: null, folds });
    const everywhere = new Float32Array(detail.size ** 2).fill(1);
    const [own, without] = [folded, texture.albedo].map((albedo) => {
      const expected = photoDetail(halveImage(albedo), everywhere);
      const dot = (a: Float32Array, b: Float32Array): number =>
        a.reduce((sum, x, k) => (detail.observed[k] === 0 ? sum : sum + x * b[k]), 0);
      return dot(detail.observed, expected) / Math.sqrt(dot(expected, expected));
    });
    // Whatever trust leaves of it: its cosine to either.
    expect(own).toBeGreaterThan(1.1 * without);
  });
});
