import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import validator from 'gltf-validator';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadCapture } from '../../src/capture/load-capture.ts';
import { readObjVertices } from '../../src/evaluation/read-obj.ts';
import { cameraRotationError, vertexError } from '../../src/evaluation/vertex-error.ts';
import type { Camera } from '../../src/geometry/camera.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { DEMO } from '../helpers/folders.ts';
import { classColor } from '../helpers/pictures/class-color.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

interface FitJson {
  version: number;
  methods: {
    asm: {
      mesh: string;
      landmarks68: number[][];
      parameterCount: number;
      influenceLoss: { rmsMm: number; views: { meanMm: number; maxMm: number }; joints: { maxMm: number } };
      views: {
        used: boolean;
        R: number[][];
        landmarkRmsPercentIod: number;
        photometricPsnrDb: number;
      }[];
    };
  };
  losses: { total: number }[];
  timing: { stages: { name: string }[] };
}

describe('asm-fit fit on the demo capture, cameras unknown', () => {
  const out = join(temporaryFolder(), 'out');
  const result = runCli('fit', DEMO, '-o', out, '--ignore-cameras', '--json');
  const json = JSON.parse(result.stdout) as FitJson;
  const head = loadBundledHead();
  const truth = readObjVertices(readFileSync(join(DEMO, 'truth.obj'), 'utf8'));
  const face = Array.from(head.regions.face.keys()).filter((v) => head.regions.face[v]);
  const vertices = readObjVertices(readFileSync(join(out, json.methods.asm.mesh), 'utf8'));
  const error = vertexError(vertices, truth, face);

  it('prints one JSON document and writes what the design lists', () => {
    expect(result.code).toBe(0);
    expect(JSON.parse(readFileSync(join(out, 'fit.json'), 'utf8'))).toEqual(json);
    for (const file of [
      'head.glb',
      'head.obj',
      'head.mtl',
      'captured.obj',
      'deca.obj',
      'report.html',
      'textures/skin.png',
      'views/00_overlay.png',
    ])
      expect(existsSync(join(out, file)), file).toBe(true);
    expect(json.version).toBe(1);
    expect(json.methods.asm.parameterCount).toBe(1932);
    expect(json.methods.asm.landmarks68.length).toBe(68);
    expect(json.losses.every((entry) => Number.isFinite(entry.total))).toBe(true);
  });

  it('recovers the head: below the template, within 1.7 mm (the goal of 1.5 is held by the slow tests)', () => {
    expect(error.meanMm).toBeLessThan(vertexError(head.template, truth, face).meanMm);
    expect(error.meanMm).toBeLessThan(1.7);
  });

  it('recovers the cameras within 2.5 degrees', async () => {
    const { views } = await loadCapture(DEMO);
    json.methods.asm.views.forEach((view, v) => {
      const solved = { ...views[v].camera, rotation: Float64Array.from(view.R.flat()) } as Camera;
      expect(cameraRotationError(solved, views[v].camera as Camera, error.alignment)).toBeLessThan(2.5);
    });
  });

  it('writes a GLB that the Khronos validator accepts, with named joints and normalised weights', async () => {
    const bytes = readFileSync(join(out, 'head.glb'));
    const report = await validator.validateBytes(new Uint8Array(bytes));
    expect(report.issues.messages.filter((message) => message.severity <= 1)).toEqual([]);
    const document = await new NodeIO().readBinary(new Uint8Array(bytes));
    const [skin] = document.getRoot().listSkins();
    const names = skin.listJoints().map((joint) => joint.getName());
    expect(names.slice(0, 7)).toEqual(['root', 'neck', 'head', 'jaw', 'eye_L', 'eye_R', 'tongue']);
    expect(names).toContain('asm_lip_corner_L');
    expect(names.length).toBe(91);
    const map = JSON.parse(readFileSync(join(out, 'head_rig_map.json'), 'utf8'));
    expect(Object.keys(map.joints)).toEqual(names);
    const [mesh] = document.getRoot().listMeshes();
    // Six parts, two corneas, the lids' shade, lashes.
    expect(mesh.listPrimitives().length).toBe(10);
    for (const primitive of mesh.listPrimitives()) {
      const weights = primitive.getAttribute('WEIGHTS_0')?.getArray() as Float32Array;
      for (let i = 0; i < weights.length; i += 4)
        expect(Math.abs(weights[i] + weights[i + 1] + weights[i + 2] + weights[i + 3] - 1)).toBeLessThan(1e-5);
    }
    const { rmsMm, views, joints } = json.methods.asm.influenceLoss;
    expect(rmsMm).toBeLessThan(0.25);
    expect(views.meanMm).toBeLessThan(0.1);
    expect(Math.max(views.maxMm, joints.maxMm)).toBeLessThan(0.6);
  });

  it('paints a texture of 1024 and explains each view', async () => {
    const { width, height } = await sharp(join(out, 'textures', 'skin.png')).metadata();
    expect([width, height]).toEqual([1024, 1024]);
    for (const view of json.methods.asm.views) {
      expect(view.used).toBe(true);
      expect(view.landmarkRmsPercentIod).toBeLessThan(8);
      expect(view.photometricPsnrDb).toBeGreaterThan(24);
    }
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    expect(report.match(/<figure>/g)?.length).toBe(5);
    expect(report).not.toMatch(/src="(?!data:)/);
  });

  it('tells by a network what is what, draws it in sheets and names it in the report', async () => {
    expect(json.timing.stages.map(({ name }) => name)).toContain('segmentation');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(/what is what \(.*face skin.*clothes/);
    const [red, , blue] = await classColor(join(out, 'views', '00_overlay.png'), 0.5, 0.5);
    expect(red).toBeGreaterThan(blue + 40);
  });
});
