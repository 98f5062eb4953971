import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fitPhotographs } from '../../src/api/fit-photographs.ts';
import { loadFit } from '../../src/api/load-fit.ts';
import type { FitPhotographsOptions, FitProgressEvent } from '../../src/api/options/fit-photographs-options.ts';
import { toGlb } from '../../src/api/to-glb.ts';
import { toObj } from '../../src/api/to-obj.ts';
import { readObjVertices } from '../../src/evaluation/read-obj.ts';
import { childrenEnd } from '../helpers/child-processes.ts';
import { ASKED, detailedFit, PAIR } from '../helpers/fitting/made-once.ts';
import { DEMO } from '../helpers/folders.ts';
import { cartoonSharp } from '../helpers/pictures/cartoon.ts';
import { notPlain } from '../helpers/plain-data.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const QUICK = { preset: 'fast', views: [0, 2], ignoreCameras: true, threads: 2 } as const;

/** That comes to its ASM stage at once. */
const SOON = { segmentation: false, init: 'template' } as const;

interface Abort {
  /** Says of an event whether it is time. */
  readonly when: (event: FitProgressEvent) => boolean;
  readonly afterMs: number;
  readonly options: FitPhotographsOptions;
}

/** Aborts a fit as its caller. @returns how long it took to end, ms */
async function abortedFit({ when, afterMs, options: given }: Abort): Promise<number> {
  const controller = new AbortController();
  const reason = new Error('enough');
  let asked = Number.NaN;
  let stage = '';
  const abort = (): void => {
    asked = performance.now();
    controller.abort(reason);
  };
  const onProgress = (event: FitProgressEvent): void => {
    stage = event.stage;
    if (Number.isNaN(asked) && when(event)) {
      asked = 0;
      if (afterMs === 0) abort();
      else setTimeout(abort, afterMs);
    }
  };
  const options = { ...QUICK, ...given, onProgress, signal: controller.signal };
  await expect(fitPhotographs(DEMO, options)).rejects.toBe(reason);
  expect(stage).not.toBe('texture');
  return performance.now() - asked;
}

describe('fitPhotographs', async () => {
  const out = await detailedFit();
  const json = JSON.parse(readFileSync(join(out, 'fit.json'), 'utf8'));
  const events: FitProgressEvent[] = [];
  // On two threads, with processes; the command had one.
  const options = {
    ...ASKED,
    views: PAIR.views,
    threads: 2,
    onProgress: (event: FitProgressEvent) => events.push(event),
  };
  const fit = await fitPhotographs(PAIR.folder, options);

  it('gives the head that the command writes, whatever the format', async () => {
    const bytes = (name: string): Buffer => readFileSync(join(out, name));
    expect(bytes('head.glb').equals(await toGlb(fit))).toBe(true);
    const files = await toObj(fit);
    expect(Object.keys(files).sort()).toEqual([
      'head.mtl',
      'head.obj',
      'textures/eye.png',
      'textures/normal.png',
      'textures/occlusion_roughness.png',
      'textures/skin.png',
      'textures/teeth.png',
      'textures/tongue.png',
    ]);
    for (const [name, content] of Object.entries(files)) expect(bytes(name).equals(content), name).toBe(true);
    const written = readObjVertices(readFileSync(join(out, 'captured.obj'), 'utf8'));
    expect(fit.vertices.length).toBe(written.length);
    expect(fit.vertices.every((x, i) => Math.abs(x - written[i]) <= 5.1e-5)).toBe(true);
    expect(fit.texture.png).toBe(files['textures/skin.png']);
  });

  it('says what fit.json says', () => {
    const { asm, deca } = json.methods;
    expect(Array.from(fit.landmarks.ibug68)).toEqual(asm.landmarks68.flat());
    expect(fit.views.map(({ name }) => name)).toEqual(asm.views.map(({ image }: { image: string }) => image));
    for (const [v, view] of fit.views.entries()) {
      expect(view.index).toBe(PAIR.views[v]);
      expect(Array.from(view.camera?.K ?? [])).toEqual(asm.views[v].K.flat());
      expect(Array.from(view.camera?.R ?? [])).toEqual(asm.views[v].R.flat());
      expect(Array.from(view.camera?.t ?? [])).toEqual(asm.views[v].t);
      expect(view.detectorConfidence).toBe(asm.views[v].detectorConfidence);
      expect(view.detectorConfidence).toBeGreaterThan(0.8);
      expect(view.landmarkRmsPx).toBe(asm.views[v].landmarkRmsPx);
      expect(view.psnrDb).toBe(asm.views[v].photometricPsnrDb);
      expect(Object.keys(view.expression)).toEqual(Object.keys(asm.views[v].expression));
      expect(Object.keys(view.boneTranslations)).toEqual(Object.keys(asm.views[v].expressionBones));
    }
    expect(fit.initial.method).toBe(deca.parameters.method);
    expect(fit.parameters.bones).toEqual(asm.parameters.bones);
    expect(Array.from(fit.parameters.asm.binding, (x) => Number(x.toFixed(6)))).toEqual(asm.parameters.binding);
    expect(fit.influenceLoss).toEqual(asm.influenceLoss);
    expect(fit.detail?.rmsMm).toBe(asm.detail.rmsMm);
    expect(fit.losses).toEqual(json.losses);
    expect(fit.warnings).toEqual(json.warnings);
    expect(fit.options).toEqual(json.options);
    expect(fit.timing.stages.map(({ name }) => name)).toContain('detail');
  });

  it('holds plain data, and nothing of the memory of the fit', () => {
    expect(notPlain(fit)).toEqual([]);
    expect(Object.keys(structuredClone(fit))).toEqual(Object.keys(fit));
  });

  it('tells of every stage, from its beginning', () => {
    const begun = events.filter(({ step }) => step === 0);
    expect(begun.map(({ stage }) => stage)).toEqual([
      'landmarks',
      'segmentation',
      'initialise',
      'photometric',
      'asm',
      'detail',
      'texture',
    ]);
    for (const { stage, step, steps, loss } of events) {
      expect(step).toBeLessThanOrEqual(steps);
      expect(loss === null).toBe(step === 0 || ['landmarks', 'segmentation', 'texture'].includes(stage));
    }
    expect(events.at(-1)).toEqual({ stage: 'texture', step: 2, steps: 2, loss: null });
  });

  it('and loadFit give the same rig', async () => {
    const loaded = await loadFit(out);
    expect(Buffer.from(await toGlb(loaded)).equals(await toGlb(fit))).toBe(true);
    const [files, same] = [await toObj(loaded), await toObj(fit)];
    expect(Object.keys(files)).toEqual(Object.keys(same));
    for (const [name, content] of Object.entries(files))
      expect(Buffer.from(content).equals(same[name]), name).toBe(true);
  });

  it('leaves no process behind', async () => {
    expect(await childrenEnd()).toBe(true);
  });
});

describe('a fit that is aborted', () => {
  it('before it starts does nothing, and is rejected with the reason', async () => {
    const reason = new Error('not now');
    const onProgress = (): void => {
      throw new Error('it went on');
    };
    await expect(fitPhotographs(DEMO, { signal: AbortSignal.abort(reason), onProgress })).rejects.toBe(reason);
    await expect(fitPhotographs(DEMO, { signal: AbortSignal.abort() })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
  });

  it.each<[string, Abort]>([
    ['when faces are looked for', { when: ({ stage }) => stage === 'landmarks', afterMs: 0, options: {} }],
    ['while faces are looked for', { when: ({ stage }) => stage === 'landmarks', afterMs: 300, options: {} }],
    [
      'in the midst of a stage',
      { when: ({ stage, step }) => stage === 'asm' && step === 3, afterMs: 0, options: SOON },
    ],
    ['by a timer', { when: ({ stage }) => stage === 'asm', afterMs: 50, options: SOON }],
  ])('%s ends within two seconds, with all its processes', async (_, abort) => {
    expect(await abortedFit(abort)).toBeLessThan(2000);
    expect(await childrenEnd()).toBe(true);
  });

  it('is one whose listener throws, too', async () => {
    const failure = new Error('listener');
    const onProgress = ({ stage }: FitProgressEvent): void => {
      if (stage === 'initialise') throw failure;
    };
    await expect(fitPhotographs(DEMO, { ...QUICK, segmentation: false, onProgress })).rejects.toBe(failure);
    expect(await childrenEnd()).toBe(true);
  });
});

describe('a fit that is refused', () => {
  it.each<[Record<string, unknown>, RegExp]>([
    [{ preset: 'quick' }, /^fitPhotographs: preset: allowed choices are fast, balanced, best; received "quick"$/],
    [{ seed: -1 }, /seed: a seed is a whole number/],
    [{ views: [0.5] }, /views: view indices are whole numbers/],
    [{ views: [0, 0] }, /views: view indices are whole numbers from 0, each once/],
    [{ views: [] }, /views: view indices are whole numbers/],
    [{ views: [99] }, /indices must lie in 0..4; received 99/],
    [{ threads: 0 }, /threads: a thread count is a whole number in 1..64; received 0/],
    [{ head: 'none' }, /^fitPhotographs: head: must be bundled or ict:<folder>; received "none"$/],
    [{ onProgress: 1 }, /onProgress: must be a function/],
    [{ signal: {} }, /signal: must be an AbortSignal/],
    [{ presets: 'fast' }, /received one named presets/],
  ])('for %o says so as usage', async (options, message) => {
    await expect(fitPhotographs(DEMO, options)).rejects.toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(message) }),
    );
  });

  it.each<[unknown, unknown]>([
    [undefined, {}],
    ['', {}],
    [DEMO, null],
    [DEMO, 'fast'],
  ])('for %o with %o says so as usage', async (path, options) => {
    await expect(fitPhotographs(path as string, options as object)).rejects.toThrow(
      expect.objectContaining({ kind: 'usage' }),
    );
  });

  it('for a path that is not there says so as input', async () => {
    await expect(fitPhotographs(join(temporaryFolder(), 'gone'))).rejects.toThrow(
      expect.objectContaining({ kind: 'input' }),
    );
  });

  it('for a picture without a person where it is strict says so', async () => {
    const picture = join(temporaryFolder(), 'cartoon.png');
    await cartoonSharp().png().toFile(picture);
    await expect(fitPhotographs(picture, { strict: true })).rejects.toThrow(
      expect.objectContaining({ kind: 'input', message: expect.stringContaining('received cartoon.png (0.') }),
    );
    expect(await childrenEnd()).toBe(true);
  });

  it('takes an option that is undefined for one that is left out', async () => {
    const options = { preset: undefined, signal: AbortSignal.abort(new Error('checked')) } as object;
    await expect(fitPhotographs(DEMO, options)).rejects.toThrow('checked');
  });
});
