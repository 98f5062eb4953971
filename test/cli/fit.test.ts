import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import validator from 'gltf-validator';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { detailedFit, finishedFit } from '../helpers/fitting/made-once.ts';
import { runWarm } from '../helpers/program/warm-program.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const demo = join(import.meta.dirname, '..', '..', 'data', 'demo');

interface FitJson {
  methods: {
    asm: {
      detail: { rmsMm: number; rangeMm: number; displacement: string; normal: string };
      views: { landmarkRmsPercentIod: number }[];
    };
  };
  losses: { stage: string }[];
  options: { optimizer: string };
  warnings: string[];
}

// What a fit of the whole demo comes to: test/programs/fit-demo.test.ts.
describe('asm-fit on one photograph', () => {
  it('descends without momentum where it is asked to, and says that one photograph gives no residuals', async () => {
    const json = JSON.parse(readFileSync(join(await finishedFit(), 'fit.json'), 'utf8')) as FitJson;
    expect(json.options.optimizer).toBe('sgd');
    expect(json.warnings).toContain('detail: residuals need two photographs or more; there are none');
    expect(json.methods.asm.views[0].landmarkRmsPercentIod).toBeLessThan(4);
  });
});

describe('interruption', () => {
  it.each([
    ['at the start', 'views from', 'initialise ...'],
    ['in the midst of a stage', 'initialise ...', 'asm ...'],
  ])('Ctrl-C %s leaves nothing behind and is not kept waiting', async (_, when, tooLate) => {
    const folder = temporaryFolder();
    const program = join(import.meta.dirname, '..', '..', 'bin', 'asm-fit');
    const child = spawn(process.execPath, [program, 'fit', demo, '--views', '0,2', '-o', join(folder, 'out')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    let talk = '';
    await new Promise<void>((resolve) =>
      child.stderr.on('data', (text) => {
        talk += text;
        if (talk.includes(when)) resolve();
      }),
    );
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(talk).not.toContain(tooLate);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('asm-fit synth', () => {
  it('makes the capture that ships, byte for byte', () => {
    const out = join(temporaryFolder(), 'capture');
    expect(runWarm('synth', '-o', out, '--views', '5', '--size', '512', '--seed', '10', '--quiet').code).toBe(0);
    for (const file of ['capture.json', 'truth.obj', 'truth.json'])
      expect(readFileSync(join(out, file), 'utf8'), file).toBe(readFileSync(join(demo, file), 'utf8'));
  });
});

describe('asm-fit fit --detail', () => {
  it('leaves the residuals in the mesh and as maps', async () => {
    const out = await detailedFit();
    const json = JSON.parse(readFileSync(join(out, 'fit.json'), 'utf8')) as FitJson;
    const { detail } = json.methods.asm;
    expect(detail.rmsMm).toBeGreaterThan(0.01);
    expect(detail.rmsMm).toBeLessThan(1);
    expect(detail.rangeMm).toBeLessThan(4);
    expect(json.losses.some(({ stage }) => stage === 'detail')).toBe(true);
    const { width, depth, channels } = await sharp(join(out, detail.displacement)).metadata();
    expect([width, depth, channels]).toEqual([512, 'ushort', 1]);
    const { data } = await sharp(join(out, detail.normal)).raw().toBuffer({ resolveWithObject: true });
    const glb = readFileSync(join(out, 'head.glb'));
    expect((await validator.validateBytes(new Uint8Array(glb))).issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
    const [skin] = (await new NodeIO().readBinary(new Uint8Array(glb))).getRoot().listMeshes()[0].listPrimitives();
    expect(skin.getAttribute('TANGENT')).not.toBeNull();
    const linked = skin.getMaterial()?.getNormalTexture()?.getImage() ?? [];
    expect(readFileSync(join(out, detail.normal)).equals(Uint8Array.from(linked))).toBe(true);
    // Off the skin, and on most of it, the normal points out.
    expect(Array.from(data.subarray(0, 3))).toEqual([128, 128, 255]);
  });
});
